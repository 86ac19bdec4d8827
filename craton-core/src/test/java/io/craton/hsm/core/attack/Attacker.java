package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What somebody with the user PIN has: keys of their own, every mechanism, and a computer. */
final class Attacker {
    private static final byte[] TEXT = {1, 2, 3};

    private final Session session;

    Attacker(Session session) {
        this.session = session;
    }

    /** A generic secret that the module generates, protected as far as that goes. */
    ObjectHandle victim(long length, UnaryOperator<Template.Builder> more) {
        return session.generateKey(
                Mechanism.of(CKM_GENERIC_SECRET_KEY_GEN),
                more.apply(
                                guarded()
                                        .set(CKA_VALUE_LEN, length)
                                        .set(CKA_SIGN, false)
                                        .set(CKA_VERIFY, false)
                                        .build()
                                        .toBuilder())
                        .build());
    }

    /** An AES key that the module generates, protected as far as that goes. */
    ObjectHandle aesVictim(UnaryOperator<Template.Builder> more) {
        return session.generateKey(
                Mechanism.of(CKM_AES_KEY_GEN),
                more.apply(
                                guarded()
                                        .set(CKA_VALUE_LEN, 32L)
                                        .set(CKA_ENCRYPT, false)
                                        .set(CKA_DECRYPT, false)
                                        .build()
                                        .toBuilder())
                        .build());
    }

    private static Template.Builder guarded() {
        return Template.builder()
                .set(CKA_SENSITIVE, true)
                .set(CKA_EXTRACTABLE, false)
                .set(CKA_MODIFIABLE, false);
    }

    /** A key whose value the attacker knows. */
    ObjectHandle known(byte[] value) {
        return session.createObject(
                Keys.secret(KeyType.CKK_GENERIC_SECRET, value).set(CKA_DERIVE, true).build());
    }

    /** A derivation of a key that signs. */
    ObjectHandle macKey(Mechanism mechanism, ObjectHandle base, long length) {
        return session.deriveKey(
                mechanism,
                base,
                Template.builder()
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_VALUE_LEN, length)
                        .set(CKA_SIGN, true)
                        .build());
    }

    /** A derivation that is read. */
    byte[] read(Mechanism mechanism, ObjectHandle base, long length) {
        return session.getAttribute(
                session.deriveKey(mechanism, base, readable(length)), CKA_VALUE);
    }

    static Template readable(long length) {
        return Template.builder()
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .set(CKA_VALUE_LEN, length)
                .set(CKA_SENSITIVE, false)
                .set(CKA_EXTRACTABLE, true)
                .build();
    }

    /**
     * Finds a key byte by byte.
     *
     * @param prefix what is known before its first byte
     * @param next makes a key of this many bytes that signs: what is known, and one byte more
     */
    byte[] byteByByte(byte[] prefix, int length, Cut next) throws GeneralSecurityException {
        byte[] found = Arrays.copyOf(prefix, prefix.length + length);
        for (int at = prefix.length; at < found.length; at++) {
            ObjectHandle key = next.of(at + 1);
            byte[] tag = session.sign(Keys.hmac(), key, TEXT);
            found[at] = guess(Arrays.copyOf(found, at + 1), tag);
        }
        return Arrays.copyOfRange(found, prefix.length, found.length);
    }

    /**
     * Finds the bytes behind a beginning that stays unknown: the beginning with the right guess
     * appended makes the MACs of the longer piece.
     *
     * @param pieces makes keys of this many first bytes of the victim that sign and derive
     * @param from how long the beginning is
     * @param to how many bytes the victim has
     */
    byte[] byGuesses(Cut pieces, int from, int to) throws GeneralSecurityException {
        ObjectHandle beginning = pieces.of(from);
        byte[] found = new byte[to - from];
        for (int at = 0; at < found.length; at++) {
            byte[] tag = session.sign(Keys.hmac(), pieces.of(from + at + 1), TEXT);
            found[at] = appended(beginning, Arrays.copyOf(found, at + 1), tag);
        }
        return found;
    }

    private byte appended(ObjectHandle beginning, byte[] rest, byte[] tag)
            throws GeneralSecurityException {
        for (int value = 0; value < 256; value++) {
            rest[rest.length - 1] = (byte) value;
            ObjectHandle longer =
                    session.deriveKey(
                            withData(CKM_CONCATENATE_BASE_AND_DATA, rest),
                            beginning,
                            Template.builder().set(CKA_SIGN, true).build());
            if (Arrays.equals(session.sign(Keys.hmac(), longer, TEXT), tag)) {
                return (byte) value;
            }
        }
        throw new GeneralSecurityException("no guess was right");
    }

    /** A derivation of a key that signs and derives, and may not be read. */
    ObjectHandle piece(Mechanism mechanism, ObjectHandle base, long length) {
        return session.deriveKey(
                mechanism,
                base,
                Template.builder()
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_VALUE_LEN, length)
                        .set(CKA_SENSITIVE, true)
                        .set(CKA_EXTRACTABLE, false)
                        .set(CKA_SIGN, true)
                        .set(CKA_DERIVE, true)
                        .build());
    }

    interface Cut {
        ObjectHandle of(long length);
    }

    private static byte guess(byte[] key, byte[] tag) throws GeneralSecurityException {
        for (int value = 0; value < 256; value++) {
            key[key.length - 1] = (byte) value;
            if (Arrays.equals(hmac(key, TEXT), tag)) {
                return (byte) value;
            }
        }
        throw new GeneralSecurityException("more than one byte was unknown");
    }

    static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "RAW"));
        return mac.doFinal(text);
    }

    static Mechanism withKey(ObjectHandle second) {
        return Mechanism.of(CKM_CONCATENATE_BASE_AND_KEY, new OtherKey(second));
    }

    static Mechanism withData(MechanismType type, byte[] data) {
        return Mechanism.of(type, new DerivationData(data));
    }

    static Mechanism from(long firstBit) {
        return Mechanism.of(CKM_EXTRACT_KEY_FROM_KEY, new ExtractFrom(firstBit));
    }

    static Mechanism saltedWith(MechanismType type, ObjectHandle salt) {
        return Mechanism.of(
                type,
                new Hkdf(
                        true,
                        false,
                        CKM_SHA256,
                        Hkdf.SaltType.CKF_HKDF_SALT_KEY,
                        null,
                        salt,
                        new byte[0]));
    }

    static Mechanism expand(byte[] info) {
        return hkdf(CKM_HKDF_DERIVE, false, info);
    }

    static Mechanism hkdf(MechanismType type, boolean extract, byte[] info) {
        return Mechanism.of(
                type,
                new Hkdf(
                        extract,
                        true,
                        CKM_SHA256,
                        Hkdf.SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        info));
    }

    /** The raw secret with the owner of a point; an encapsulation names no point. */
    static Mechanism agreement(byte[] point) {
        return Mechanism.of(CKM_ECDH1_DERIVE, new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], point));
    }

    /** SP 800-108 in feedback mode: its first block is the MAC of the IV. */
    static Mechanism feedback(MechanismType prf, byte[] iv) {
        return Mechanism.of(
                CKM_SP800_108_FEEDBACK_KDF,
                new Sp800108(prf, List.of(new PrfData.IterationVariable(false, 0)), iv));
    }
}
