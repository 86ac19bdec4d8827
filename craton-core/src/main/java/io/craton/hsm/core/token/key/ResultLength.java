package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.kdf.SimpleDerivations;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How long a derived key may be, so that no part of it is found by trying.
 *
 * <p>Two keys of which one goes on where the other ends are compared by what they make of data: the
 * shorter one with a guess appended is the longer one, or it is not. A key that is turned is
 * compared with the one that is not, with the byte before the one and behind the other. Enough
 * unknown bits in each are therefore not enough: where an application that may not read a key
 * chooses where to cut it, the cuts are so far apart that what is between them is not tried.
 */
final class ResultLength {
    private static final int SHORTEST = NewObject.SHORTEST_SECRET;

    /** What a piece begins and ends with, in bytes: too many to try them. */
    private static final int PIECE = 8;

    private static final int AES_BLOCK = 16;
    private static final int DES_BLOCK = 8;
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final Mechanism mechanism;
    private final List<TakingPart> parts;

    /**
     * @param parts the keys that take part, the base key first
     */
    ResultLength(Mechanism mechanism, List<TakingPart> parts) {
        this.mechanism = mechanism;
        this.parts = parts;
    }

    /**
     * Refuses a key of this length.
     *
     * @param readable whether the application may read it
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}
     */
    void check(int length, boolean readable) {
        for (int at = 0; at < parts.size(); at++) {
            if (parts.get(at).result() == Derivation.CONTAINS_KEY) {
                checkPiece(at, length);
            }
        }
        if (readable) {
            return;
        }
        if (length < SHORTEST) {
            throw refused("a derived key that may not be read has at least " + SHORTEST + " bytes");
        }
        if (parts.stream().anyMatch(ResultLength::withholds)) {
            checkCut((length - 1) % block() + 1, block());
        } else if (isClosed()) {
            checkCut(length, whole(mechanism, parts.get(0).access()));
        }
        checkBlocksDiffer();
    }

    /**
     * Refuses a key that a decapsulation cut from a secret of which nobody may read anything.
     *
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}
     */
    static void checkDecapsulated(KeyAccess access, int length) {
        if (closes(access.object(), CKA_DECAPSULATE_TEMPLATE)) {
            checkCut(length, whole(access.mechanism(), access));
        }
    }

    private static boolean withholds(TakingPart part) {
        return part.withholds() || (part.isDigest() && part.result() == Derivation.CONTAINS_KEY);
    }

    /** Whether no result of these keys is read, by the template of one of them. */
    private boolean isClosed() {
        return parts.stream()
                .anyMatch(
                        part ->
                                part.result() != Derivation.CONTAINS_KEY
                                        && closes(part.key(), CKA_DERIVE_TEMPLATE));
    }

    /** A template that says the length leaves nothing to compare. */
    private static boolean closes(HsmObject key, AttributeType<Template> type) {
        Template demanded = key.attributes().get(type);
        return demanded != null
                && !demanded.has(CKA_VALUE_LEN)
                && (demanded.get(CKA_SENSITIVE, false) || !demanded.get(CKA_EXTRACTABLE, true));
    }

    private static void checkCut(int length, int whole) {
        boolean fine =
                whole >= SHORTEST
                        && length >= SHORTEST
                        && (length == whole || (length % PIECE == 0 && whole - length >= PIECE));
        if (!fine) {
            throw refused(
                    "what is derived may not be read by anybody, so a key takes "
                            + (whole == UNLIMITED ? "" : "all " + whole + " bytes of it or ")
                            + "a multiple of "
                            + PIECE
                            + " bytes, 16 or more; CKA_VALUE_LEN in the template of the base key permits other lengths");
        }
    }

    /** Of a key that may not be read, all, or whole blocks of one of which nobody knows a part. */
    private void checkPiece(int at, int length) {
        TakingPart part = parts.get(at);
        if (part.isDigest() || part.key().facts().readable()) {
            return;
        }
        int taken = taken(at, length);
        boolean all = taken == part.length() && firstBit() == 0;
        if (!all && !hasWholeBlocks(part, taken)) {
            throw refused(
                    "of a key that may not be read, the result has all "
                            + part.length()
                            + " bytes in their order; CKM_EXTRACT_KEY_FROM_KEY takes blocks of "
                            + PIECE
                            + " bytes, two or more that follow each other, of a key that consists of such blocks, if"
                            + " the module made the value and nobody knows a part of it");
        }
    }

    private boolean hasWholeBlocks(TakingPart part, int taken) {
        return mechanism.type() == MechanismType.CKM_EXTRACT_KEY_FROM_KEY
                && part.key().is(CKA_CRATON_VALUE_UNKNOWN)
                && part.length() % PIECE == 0
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
                    at == 0 ? Math.min(length, whole) : length - parts.get(0).length();
            case CKM_CONCATENATE_DATA_AND_BASE -> length - data().length;
            default -> Math.min(length, whole);
        };
    }

    /** How much of a result hangs together: what is known of one block says nothing of another. */
    private int block() {
        if (mechanism.parameters() instanceof Hkdf hkdf) {
            return Digests.of(hkdf.hash()).length();
        }
        Digest digest = SimpleDerivations.hash(mechanism.type());
        if (digest != null) {
            return digest.length();
        }
        MechanismType function =
                mechanism.parameters() instanceof Sp800108 kdf ? kdf.prf() : mechanism.type();
        return switch (function) {
            case CKM_AES_CMAC, CKM_AES_ECB_ENCRYPT_DATA, CKM_AES_CBC_ENCRYPT_DATA -> AES_BLOCK;
            case CKM_DES3_CMAC, CKM_DES3_ECB_ENCRYPT_DATA, CKM_DES3_CBC_ENCRYPT_DATA -> DES_BLOCK;
            default -> Digests.ofHmac(function).length();
        };
    }

    /** How long the whole of what is derived is, of which keys are cut. */
    private static int whole(Mechanism mechanism, KeyAccess base) {
        Digest digest = SimpleDerivations.hash(mechanism.type());
        if (digest != null) {
            return digest.length();
        }
        boolean raw =
                mechanism.parameters() instanceof Ecdh1Derive agreement
                        && agreement.kdf() == Kdf.CKD_NULL;
        return raw ? (int) (base.size() + Byte.SIZE - 1) / Byte.SIZE : UNLIMITED;
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
                throw refused("equal blocks of data make a key of 64 bits");
            }
        }
    }

    private byte[] data() {
        return mechanism.parameters() instanceof DerivationData data ? data.data() : new byte[0];
    }

    private static HsmException refused(String sentence) {
        return new HsmException(ReturnCode.CKR_KEY_SIZE_RANGE, sentence);
    }
}
