package io.craton.hsm.core.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.InstancePool;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.Primitive;
import io.craton.hsm.core.memory.SecretBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;

/**
 * An RSA key in the form of a library, and the bare RSA function with it. Safe for use by several
 * threads.
 */
final class RsaKey implements KeyMaterial.Wipeable {
    private static final String RAW = "RSA/ECB/NoPadding";

    private final BigInteger modulus;
    private final int length;
    private final Key key;
    private final Provider provider;
    private final Libraries libraries;
    // One pool for each direction, since a cipher keeps its key and mode: 0 for encryption, 1 for
    // decryption.
    private final InstancePool<Cipher> forward = new InstancePool<>();
    private final InstancePool<Cipher> backward = new InstancePool<>();

    private RsaKey(BigInteger modulus, Key key, Libraries libraries) {
        this.modulus = modulus;
        this.length = (modulus.bitLength() + 7) / 8;
        this.key = key;
        this.libraries = libraries;
        this.provider = libraries.provider(Primitive.RSA, "Cipher", RAW);
    }

    /** The parsed form of a public or private key, kept with it. */
    static RsaKey of(KeyMaterial material, Libraries libraries) {
        return material.engineKey(RsaKey.class, () -> parse(material, libraries));
    }

    private static RsaKey parse(KeyMaterial material, Libraries libraries) {
        BigInteger modulus = Bytes.number(material.component(AttributeType.CKA_MODULUS));
        return Guard.secret(
                ReturnCode.CKR_FUNCTION_FAILED,
                "the RSA key cannot be read",
                () -> {
                    KeyFactory factory =
                            KeyFactory.getInstance(
                                    "RSA", libraries.provider(Primitive.RSA, "KeyFactory", "RSA"));
                    Key key =
                            material.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                                    ? privateKey(material, modulus, factory)
                                    : factory.generatePublic(
                                            new RSAPublicKeySpec(
                                                    modulus,
                                                    Bytes.number(
                                                            material.component(
                                                                    AttributeType
                                                                            .CKA_PUBLIC_EXPONENT))));
                    return new RsaKey(modulus, key, libraries);
                });
    }

    private static Key privateKey(KeyMaterial material, BigInteger modulus, KeyFactory factory)
            throws GeneralSecurityException {
        BigInteger exponent = number(material, AttributeType.CKA_PRIVATE_EXPONENT);
        if (!material.hasSecret(AttributeType.CKA_PRIME_1)) {
            return factory.generatePrivate(new RSAPrivateKeySpec(modulus, exponent));
        }
        return factory.generatePrivate(
                new RSAPrivateCrtKeySpec(
                        modulus,
                        Bytes.number(material.component(AttributeType.CKA_PUBLIC_EXPONENT)),
                        exponent,
                        number(material, AttributeType.CKA_PRIME_1),
                        number(material, AttributeType.CKA_PRIME_2),
                        number(material, AttributeType.CKA_EXPONENT_1),
                        number(material, AttributeType.CKA_EXPONENT_2),
                        number(material, AttributeType.CKA_COEFFICIENT)));
    }

    private static BigInteger number(KeyMaterial material, AttributeType<byte[]> type) {
        SecretBytes secret = material.secret(type);
        return secret.use(Bytes::number);
    }

    /** The length of the modulus in bytes. */
    int length() {
        return length;
    }

    /** The length of the modulus in bits. */
    int bits() {
        return modulus.bitLength();
    }

    /** Whether the block, as a number, is below the modulus, so that RSA is defined for it. */
    boolean inRange(byte[] block) {
        return Bytes.number(block).compareTo(modulus) < 0;
    }

    /**
     * Refuses a block that is not {@link #inRange}.
     *
     * @param code the code of the error
     */
    void requireInRange(byte[] block, ReturnCode code) {
        if (!inRange(block)) {
            throw new HsmException(
                    code, "the data, as a number, is not below the modulus of the key");
        }
    }

    /**
     * RSA with this key as a signature or encryption does it; libraries check the result of a
     * private key.
     *
     * @param block as long as the modulus, and in range
     */
    byte[] forward(byte[] block) {
        return apply(block, Cipher.ENCRYPT_MODE, forward);
    }

    /** RSA with this private key as a decryption does it. */
    byte[] backward(byte[] block) {
        return apply(block, Cipher.DECRYPT_MODE, backward);
    }

    private byte[] apply(byte[] block, int mode, InstancePool<Cipher> pool) {
        return Guard.call(
                "RSA failed",
                () -> {
                    Cipher cipher = pool.take();
                    if (cipher == null) {
                        cipher = Cipher.getInstance(RAW, provider);
                        cipher.init(mode, key, libraries.random());
                    }
                    byte[] result = Bytes.fixed(cipher.doFinal(block), length);
                    pool.give(cipher);
                    return result;
                });
    }

    @Override
    public void wipe() {
        forward.clear();
        backward.clear();
    }
}
