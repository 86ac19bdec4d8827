package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.NewObject;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may come out of the keys that take part in a derivation (decision B37), by what the result
 * is to each of them: a one-way function of the whole key may leave; the key applied to data may,
 * if the key signs or encrypts anyway or is for nothing but derivation; what contains the key keeps
 * its protection, and is no piece that could be found by trying.
 */
final class DerivationRule {
    private static final int SHORTEST = NewObject.SHORTEST_SECRET;

    /** What a piece of a key begins and ends with, in bytes: too many to try them. */
    private static final int PIECE = 8;

    private static final int AES_BLOCK = 16;
    private static final int DES_BLOCK = 8;

    private final Mechanism mechanism;
    private final List<TakingPart> parts;

    /**
     * @param parts the keys that take part, the base key first
     */
    DerivationRule(Mechanism mechanism, List<TakingPart> parts) {
        this.mechanism = mechanism;
        this.parts = parts;
    }

    private TakingPart base() {
        return parts.get(0);
    }

    private static boolean hides(TakingPart part) {
        return part.result() == Derivation.APPLIED_TO_DATA && !part.key().facts().speaksOpenly();
    }

    /**
     * The template of the result with what the keys demand of it.
     *
     * @param given what is asked for, class and key type included
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    Template demanded(Template given) {
        Template template = given;
        for (TakingPart part : parts) {
            if (part.result() == Derivation.CONTAINS_KEY) {
                template = Inheritance.of(part.key(), given, template);
            } else if (hides(part)) {
                template = kept(template);
            }
        }
        return template;
    }

    /** What does not leave is sensitive, and not extractable but under trusted keys. */
    private static Template kept(Template given) {
        Template.Builder result = given.toBuilder();
        Inheritance.demand(result, CKA_SENSITIVE, true);
        if (given.get(CKA_EXTRACTABLE, false)) {
            Inheritance.demand(result, CKA_WRAP_WITH_TRUSTED, true);
        } else {
            result.set(CKA_EXTRACTABLE, false);
        }
        return result.build();
    }

    /**
     * Refuses a result that everybody reads.
     *
     * @throws HsmException {@code CKR_KEY_FUNCTION_NOT_PERMITTED}
     */
    void checkReadable() {
        if (parts.stream().anyMatch(DerivationRule::hides)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    "the key neither signs nor encrypts, so what it makes of data is not shown");
        }
    }

    /** Whether nobody knows a part of the result and not the rest. */
    boolean valueUnknown() {
        return mechanism.type() == MechanismType.CKM_EXTRACT_KEY_FROM_KEY
                ? base().key().is(CKA_CRATON_VALUE_UNKNOWN)
                : parts.stream().allMatch(part -> part.result() == Derivation.ONE_WAY);
    }

    /**
     * Refuses uses of the result by which the value of a key would say more than the key itself.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    void checkUses(NewObject draft) {
        boolean closed =
                parts.stream()
                        .filter(part -> part.result() == Derivation.CONTAINS_KEY)
                        .map(TakingPart::key)
                        .anyMatch(key -> Inheritance.isBound(key) && !key.facts().speaksOpenly());
        if (closed && draft.onlyDerives()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the base key has other uses than CKA_DERIVE, so a key that contains it has, too");
        }
    }

    /**
     * Refuses a secret key that could be found by trying, or of which a part could.
     *
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}
     */
    void check(NewObject draft, KeyMaterial made) {
        if (!made.hasSecret(CKA_VALUE)) {
            return;
        }
        int length = made.secret(CKA_VALUE).length();
        for (int at = 0; at < parts.size(); at++) {
            if (parts.get(at).result() == Derivation.CONTAINS_KEY) {
                checkPiece(parts.get(at), taken(at, length));
            }
        }
        if (draft.readable()) {
            return;
        }
        if (length < SHORTEST) {
            throw tooShort(
                    "a derived key that may not be read has at least " + SHORTEST + " bytes");
        }
        if (hides(base())) {
            checkLastBlock(length);
        }
        checkBlocksDiffer();
    }

    /**
     * Of a key that may not be read, the result has all, or whole blocks that nobody knows. Two
     * pieces that differ in one byte would tell it: what is behind the shorter is tried until it
     * equals the longer. So would a key that is turned and one that is not, with the byte before
     * the one and behind the other.
     */
    private void checkPiece(TakingPart part, int taken) {
        boolean all = taken == part.length() && firstBit() == 0;
        if (!part.key().facts().readable() && !all && !hasWholeBlocks(part, taken)) {
            throw tooShort(
                    "of a key that may not be read, the result has all "
                            + part.length()
                            + " bytes in their order; CKM_EXTRACT_KEY_FROM_KEY takes blocks of "
                            + PIECE
                            + " bytes, two or more that follow each other, if the module made the value and nobody"
                            + " knows a part of it");
        }
    }

    private boolean hasWholeBlocks(TakingPart part, int taken) {
        return mechanism.type() == MechanismType.CKM_EXTRACT_KEY_FROM_KEY
                && part.key().is(CKA_CRATON_VALUE_UNKNOWN)
                && taken >= 2 * PIECE
                && taken % PIECE == 0
                && firstBit() % (PIECE * Byte.SIZE) == 0
                && firstBit() / Byte.SIZE + taken <= part.length();
    }

    /** Where an extraction begins; 0 for all else. */
    private long firstBit() {
        return mechanism.parameters() instanceof ExtractFrom from ? from.firstBit() : 0;
    }

    /**
     * How many bytes of a key are in the first bytes of what the mechanism makes.
     *
     * @param at the key's place in the list of those that take part
     */
    private int taken(int at, int length) {
        int whole = parts.get(at).length();
        return switch (mechanism.type()) {
            case CKM_CONCATENATE_BASE_AND_KEY ->
                    at == 0 ? Math.min(length, whole) : length - base().length();
            case CKM_CONCATENATE_DATA_AND_BASE -> length - data().length;
            case CKM_CONCATENATE_BASE_AND_DATA, CKM_XOR_BASE_AND_DATA, CKM_EXTRACT_KEY_FROM_KEY ->
                    Math.min(length, whole);
            // A digest has no pieces of the key.
            default -> whole;
        };
    }

    /**
     * The blocks of such a result may be known from elsewhere, as tags or as a key stream; a part
     * of one behind them would be found by trying.
     */
    private void checkLastBlock(int length) {
        int block = block();
        if ((length - 1) % block + 1 < SHORTEST) {
            throw tooShort(
                    "the key neither signs nor encrypts: of the last block of what it makes, "
                            + block
                            + " bytes, at least "
                            + SHORTEST
                            + " are in the derived key");
        }
    }

    private int block() {
        if (mechanism.parameters() instanceof Hkdf hkdf) {
            return Hash.ofDigest(hkdf.hash()).length();
        }
        MechanismType function =
                mechanism.parameters() instanceof Sp800108 kdf ? kdf.prf() : mechanism.type();
        return switch (function) {
            case CKM_AES_CMAC, CKM_AES_ECB_ENCRYPT_DATA, CKM_AES_CBC_ENCRYPT_DATA -> AES_BLOCK;
            case CKM_DES3_CMAC, CKM_DES3_ECB_ENCRYPT_DATA, CKM_DES3_CBC_ENCRYPT_DATA -> DES_BLOCK;
            default ->
                    mechanism.parameters() instanceof Sp800108
                            ? Hash.ofHmac(function).length()
                            : Integer.MAX_VALUE;
        };
    }

    /** Equal blocks of 8 bytes would be a key of 64 bits. */
    private void checkBlocksDiffer() {
        if (mechanism.type() != MechanismType.CKM_DES3_ECB_ENCRYPT_DATA) {
            return;
        }
        ByteBuffer data = ByteBuffer.wrap(data());
        Set<Long> blocks = new HashSet<>();
        while (data.remaining() >= DES_BLOCK) {
            if (!blocks.add(data.getLong())) {
                throw tooShort("equal blocks of data make a key of 64 bits");
            }
        }
    }

    private byte[] data() {
        return mechanism.parameters() instanceof DerivationData data ? data.data() : new byte[0];
    }

    private static HsmException tooShort(String sentence) {
        return new HsmException(ReturnCode.CKR_KEY_SIZE_RANGE, sentence);
    }
}
