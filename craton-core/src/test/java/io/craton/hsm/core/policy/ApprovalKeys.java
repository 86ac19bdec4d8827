package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Keys with which a module tries what is approved and what is not; made once for a session. */
final class ApprovalKeys {
    /** DER of the object identifier of secp256k1, which NIST does not approve. */
    static final byte[] SECP256K1 = HexFormat.of().parseHex("06052b8104000a");

    static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");
    static final byte[] ED448 = HexFormat.of().parseHex("06032b6571");
    static final byte[] X25519 = HexFormat.of().parseHex("06032b656e");

    private static final Map<String, RSAPrivateCrtKey> RSA = new HashMap<>();

    private final Session session;
    private final Map<String, ObjectHandle> made = new HashMap<>();
    private final Map<ParameterSet, KeyPairHandles> pairs = new HashMap<>();

    ApprovalKeys(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** A secret key of this many bytes that may do everything. */
    ObjectHandle secret(KeyType type, int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (i + 1);
        }
        return made.computeIfAbsent(
                type + " " + length, name -> session.createObject(usable(type, value)));
    }

    private static Template usable(KeyType type, byte[] value) {
        Template.Builder template =
                Keys.secret(type, value)
                        .set(CKA_SENSITIVE, false)
                        .set(CKA_EXTRACTABLE, true)
                        .set(CKA_DERIVE, true);
        if (type == KeyType.CKK_HKDF) {
            return template.build();
        }
        template.set(CKA_SIGN, true).set(CKA_VERIFY, true);
        boolean cipher = !type.name().endsWith("_HMAC") && type != KeyType.CKK_GENERIC_SECRET;
        return cipher
                ? template.set(CKA_ENCRYPT, true)
                        .set(CKA_DECRYPT, true)
                        .set(CKA_WRAP, true)
                        .set(CKA_UNWRAP, true)
                        .build()
                : template.build();
    }

    /** An RSA private key from elsewhere. */
    ObjectHandle rsaPrivate(int bits, int exponent) {
        return made.computeIfAbsent(
                "private " + bits + " " + exponent,
                name -> session.createObject(privateTemplate(rsa(bits, exponent))));
    }

    /** The public half of {@link #rsaPrivate}. */
    ObjectHandle rsaPublic(int bits, int exponent) {
        return made.computeIfAbsent(
                "public " + bits + " " + exponent,
                name -> session.createObject(publicTemplate(rsa(bits, exponent))));
    }

    private static synchronized RSAPrivateCrtKey rsa(int bits, int exponent) {
        return RSA.computeIfAbsent(bits + " " + exponent, name -> generated(bits, exponent));
    }

    private static RSAPrivateCrtKey generated(int bits, int exponent) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            generator.initialize(new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
            return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Template privateTemplate(RSAPrivateCrtKey key) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                .keyType(KeyType.CKK_RSA)
                .set(CKA_MODULUS, unsigned(key.getModulus()))
                .set(CKA_PUBLIC_EXPONENT, unsigned(key.getPublicExponent()))
                .set(CKA_PRIVATE_EXPONENT, unsigned(key.getPrivateExponent()))
                .set(CKA_PRIME_1, unsigned(key.getPrimeP()))
                .set(CKA_PRIME_2, unsigned(key.getPrimeQ()))
                .set(CKA_EXPONENT_1, unsigned(key.getPrimeExponentP()))
                .set(CKA_EXPONENT_2, unsigned(key.getPrimeExponentQ()))
                .set(CKA_COEFFICIENT, unsigned(key.getCrtCoefficient()))
                .set(CKA_SIGN, true)
                .set(CKA_SIGN_RECOVER, true)
                .set(CKA_DERIVE, true)
                .build();
    }

    private static Template publicTemplate(RSAPrivateCrtKey key) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                .keyType(KeyType.CKK_RSA)
                .set(CKA_MODULUS, unsigned(key.getModulus()))
                .set(CKA_PUBLIC_EXPONENT, unsigned(key.getPublicExponent()))
                .set(CKA_ENCRYPT, true)
                .set(CKA_VERIFY, true)
                .set(CKA_VERIFY_RECOVER, true)
                .set(CKA_WRAP, true)
                .build();
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    /** An EC private key from elsewhere. */
    ObjectHandle ec(KeyType type, byte[] curve) {
        byte[] scalar = new byte[32];
        Arrays.fill(scalar, (byte) 0x42);
        return made.computeIfAbsent(
                "ec " + HexFormat.of().formatHex(curve),
                name ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .keyType(type)
                                        .set(CKA_EC_PARAMS, curve)
                                        .set(CKA_VALUE, scalar)
                                        .set(CKA_SIGN, type != KeyType.CKK_EC_MONTGOMERY)
                                        .set(CKA_DERIVE, true)
                                        .build()));
    }

    /** The public point of {@link #ec}. */
    byte[] point(KeyType type, byte[] curve) {
        return session.getAttribute(publicHalf(type, curve), CKA_EC_POINT);
    }

    /** The public half of {@link #ec}, by its public key information. */
    ObjectHandle publicHalf(KeyType type, byte[] curve) {
        byte[] info = session.getAttribute(ec(type, curve), CKA_PUBLIC_KEY_INFO);
        return made.computeIfAbsent(
                "public " + HexFormat.of().formatHex(curve),
                name ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                        .keyType(type)
                                        .set(CKA_EC_PARAMS, curve)
                                        .set(CKA_EC_POINT, pointOf(info))
                                        .set(CKA_VERIFY, type != KeyType.CKK_EC_MONTGOMERY)
                                        .set(CKA_ENCAPSULATE, type != KeyType.CKK_EC_EDWARDS)
                                        .build()));
    }

    // The bit string at the end of a SubjectPublicKeyInfo: 65 bytes on these curves, or 32.
    private static byte[] pointOf(byte[] info) {
        int length = info.length > 65 ? 65 : 32;
        return Arrays.copyOfRange(info, info.length - length, info.length);
    }

    /** An Edwards private key of the module. */
    ObjectHandle edwards(byte[] curve) {
        return made.computeIfAbsent(
                "edwards " + HexFormat.of().formatHex(curve),
                name ->
                        session.generateKeyPair(
                                        Mechanism.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN),
                                        Template.builder().set(CKA_EC_PARAMS, curve).build(),
                                        Template.builder()
                                                .set(CKA_SIGN, true)
                                                .set(CKA_DERIVE, true)
                                                .build())
                                .privateKey());
    }

    /** A post-quantum key pair of the module. */
    KeyPairHandles pair(ParameterSet set, MechanismType generator) {
        return pairs.computeIfAbsent(
                set,
                name ->
                        session.generateKeyPair(
                                Mechanism.of(generator), with(set).build(), Template.empty()));
    }

    private static Template.Builder with(ParameterSet set) {
        return Template.builder().set(CKA_PARAMETER_SET, set.code());
    }

    /** A public key of a stateful hash-based signature: the number of its set, and nothing else. */
    ObjectHandle stateful(KeyType type, int set, int length) {
        byte[] value = new byte[length];
        value[3] = (byte) set;
        return session.createObject(
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(type)
                        .set(CKA_VALUE, value)
                        .set(CKA_PARAMETER_SET, (long) set)
                        .set(CKA_VERIFY, true)
                        .build());
    }

    /** A readable secret of this many bytes, as the result of something. */
    static Template result(KeyType type, int length) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(type)
                .set(CKA_SENSITIVE, false)
                .set(CKA_EXTRACTABLE, true)
                .set(AttributeType.CKA_VALUE_LEN, (long) length)
                .build();
    }
}
