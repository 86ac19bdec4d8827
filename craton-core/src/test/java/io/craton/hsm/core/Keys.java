package io.craton.hsm.core;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Keys and mechanisms that tests use. */
public final class Keys {
    /** DER of the object identifier of P-256. */
    public static final byte[] P256 = HexFormat.of().parseHex("06082a8648ce3d030107");

    private Keys() {}

    /** An AES-256 key with further attributes. */
    public static ObjectHandle aes(Session session, UnaryOperator<Template.Builder> more) {
        return session.generateKey(
                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                more.apply(Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L)).build());
    }

    /** An AES-256 session key. */
    public static ObjectHandle aes(Session session) {
        return aes(session, builder -> builder);
    }

    /** A P-256 key pair with further attributes. */
    public static KeyPairHandles ec(
            Session session,
            UnaryOperator<Template.Builder> ofPublic,
            UnaryOperator<Template.Builder> ofPrivate) {
        return session.generateKeyPair(
                Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                ofPublic.apply(Template.builder().set(AttributeType.CKA_EC_PARAMS, P256)).build(),
                ofPrivate.apply(Template.builder()).build());
    }

    /** A P-256 session key pair. */
    public static KeyPairHandles ec(Session session) {
        return ec(session, b -> b, b -> b);
    }

    /** A secret key from bytes. */
    public static Template.Builder secret(KeyType type, byte[] value) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(type)
                .set(AttributeType.CKA_VALUE, value);
    }

    /** AES-CBC with an IV of zeros. */
    public static Mechanism cbc() {
        return Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
    }

    /** AES-CBC with padding and an IV of zeros. */
    public static Mechanism cbcPad() {
        return Mechanism.of(
                MechanismType.CKM_AES_CBC_PAD, new MechanismParameters.Iv(new byte[16]));
    }

    /** AES-GCM with the module's IV. */
    public static Mechanism gcm() {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(null, new byte[0], 128));
    }

    /** AES-GCM with this IV. */
    public static Mechanism gcm(byte[] iv) {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(iv, new byte[0], 128));
    }

    /** AES key wrap. */
    public static Mechanism kwp() {
        return Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
    }

    /** ECDSA with SHA-256. */
    public static Mechanism ecdsa() {
        return Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
    }

    /** HMAC with SHA-256. */
    public static Mechanism hmac() {
        return Mechanism.of(MechanismType.CKM_SHA256_HMAC);
    }
}
