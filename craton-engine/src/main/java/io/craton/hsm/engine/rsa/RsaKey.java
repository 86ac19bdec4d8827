package io.craton.hsm.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.InstancePool;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;

/**
 * An RSA key in the form of a library, and the bare RSA function with it. The numbers of a private
 * key are read for each use: what libraries make of them on the Java heap cannot be overwritten, so
 * it is not kept. Safe for use by several threads.
 */
final class RsaKey implements KeyMaterial.Wipeable {
    private static final String RAW = "RSA/ECB/NoPadding";
    private static final int IDLE = 8;

    private final KeyMaterial material;
    private final BigInteger modulus;
    private final int length;
    private final Libraries libraries;
    private final Provider ciphers;
    private final KeyFactory factory;
    private final PublicKey publicKey;
    private final NativeKey privateKey = new NativeKey();
    // Idle ciphers have the public key, which is no secret; those of a native private key have that
    // one, and there is a pool for each direction.
    private final InstancePool<Cipher> forward = new InstancePool<>(IDLE);
    private final InstancePool<Cipher> backward = new InstancePool<>(IDLE);

    private RsaKey(KeyMaterial material, Libraries libraries) throws GeneralSecurityException {
        this.material = material;
        this.libraries = libraries;
        this.modulus = ByteArrays.number(material.component(AttributeType.CKA_MODULUS));
        this.length = (modulus.bitLength() + 7) / 8;
        this.ciphers = libraries.provider(Primitive.RSA, "Cipher", RAW);
        this.factory =
                KeyFactory.getInstance(
                        "RSA", libraries.provider(Primitive.RSA, "KeyFactory", "RSA"));
        this.publicKey =
                factory.generatePublic(
                        new RSAPublicKeySpec(
                                modulus,
                                ByteArrays.number(
                                        material.component(AttributeType.CKA_PUBLIC_EXPONENT))));
    }

    /** The parsed form of a public or private key, kept with it. */
    static RsaKey of(KeyMaterial material, Libraries libraries) {
        Guard.Call<RsaKey> reader = () -> new RsaKey(material, libraries);
        return material.engineKey(
                RsaKey.class, () -> Guard.call("the RSA key cannot be read", reader));
    }

    private boolean isPrivate() {
        return material.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
    }

    private boolean isNative() {
        return libraries.keepsKeysOutsideHeap(factory.getProvider());
    }

    private PrivateKey parsed() {
        return Guard.secret(
                ReturnCode.CKR_FUNCTION_FAILED, "the RSA key cannot be read", this::parse);
    }

    private PrivateKey parse() throws GeneralSecurityException {
        if (!material.hasSecret(AttributeType.CKA_PRIME_1)) {
            return factory.generatePrivate(
                    new RSAPrivateKeySpec(modulus, number(AttributeType.CKA_PRIVATE_EXPONENT)));
        }
        return factory.generatePrivate(
                new RSAPrivateCrtKeySpec(
                        modulus,
                        ByteArrays.number(material.component(AttributeType.CKA_PUBLIC_EXPONENT)),
                        exponent(),
                        number(AttributeType.CKA_PRIME_1),
                        number(AttributeType.CKA_PRIME_2),
                        number(AttributeType.CKA_EXPONENT_1),
                        number(AttributeType.CKA_EXPONENT_2),
                        number(AttributeType.CKA_COEFFICIENT)));
    }

    // The JDK keeps the private exponents that it has seen in a table of its own, with the numbers
    // that blind them, and computes without them where it has the primes: it is not told.
    private BigInteger exponent() {
        return libraries.library(Primitive.RSA) == Library.JDK
                ? BigInteger.ONE
                : number(AttributeType.CKA_PRIVATE_EXPONENT);
    }

    private BigInteger number(AttributeType<byte[]> type) {
        return material.secret(type).use(SecretAccess.READ, ByteArrays::number);
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
        return ByteArrays.number(block).compareTo(modulus) < 0;
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
        return Guard.call("RSA failed", () -> apply(block, Cipher.ENCRYPT_MODE, forward));
    }

    /** RSA with this private key as a decryption does it. */
    byte[] backward(byte[] block) {
        return Guard.call("RSA failed", () -> apply(block, Cipher.DECRYPT_MODE, backward));
    }

    private byte[] apply(byte[] block, int mode, InstancePool<Cipher> pool) throws Exception {
        Cipher pooled = pool.take();
        Cipher cipher = pooled == null ? Cipher.getInstance(RAW, ciphers) : pooled;
        if (isPrivate() && !isNative()) {
            cipher.init(mode, parsed(), libraries.random());
            byte[] result = ByteArrays.fixed(cipher.doFinal(block), length);
            cipher.init(Cipher.ENCRYPT_MODE, publicKey, libraries.random());
            pool.give(cipher);
            return result;
        }
        if (pooled == null) {
            cipher.init(mode, lasting(), libraries.random());
        }
        byte[] result = ByteArrays.fixed(cipher.doFinal(block), length);
        pool.give(cipher);
        return result;
    }

    private Key lasting() throws Exception {
        return isPrivate() ? privateKey.get(true, this::parsed) : publicKey;
    }

    @Override
    public void wipe() {
        forward.clear();
        backward.clear();
        privateKey.wipe();
    }
}
