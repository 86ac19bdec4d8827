package io.craton.hsm.engine.spi;

import io.craton.hsm.Digest;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the mechanisms do with key material. It knows nothing of sessions, handles, permissions,
 * policy or audit: those are checked before it is called. Safe for use by several threads; the
 * contexts that it gives are for one thread at a time. Every failure is an {@link
 * io.craton.hsm.HsmException} with the code that the standard names; exceptions of the libraries
 * below do not pass.
 */
public interface CryptoEngine {
    /** Starts a signature or MAC. */
    SignContext sign(Mechanism mechanism, KeyMaterial key);

    /** Starts a verification. */
    VerifyContext verify(Mechanism mechanism, KeyMaterial key);

    /** Signs so that the data can be recovered: single-part. */
    byte[] signRecover(Mechanism mechanism, KeyMaterial key, byte[] data);

    /** Verifies and gives the data: single-part. */
    byte[] verifyRecover(Mechanism mechanism, KeyMaterial key, byte[] signature);

    /** Starts an encryption. A GCM mechanism without IV has been given one by the caller. */
    CipherContext encrypt(Mechanism mechanism, KeyMaterial key);

    /** Starts a decryption. */
    CipherContext decrypt(Mechanism mechanism, KeyMaterial key);

    /** Starts a digest. */
    DigestContext digest(Mechanism mechanism);

    /** The digest of data, also of a hash function that has no mechanism of its own. */
    byte[] digest(Digest function, byte[] data);

    /**
     * Generates a secret key.
     *
     * @param template names the size ({@code CKA_VALUE_LEN}) and key type where the mechanism
     *     leaves them open
     */
    KeyMaterial generateKey(Mechanism mechanism, Template template);

    /**
     * Generates a key pair and tests that its halves belong together.
     *
     * @param publicTemplate names the size, the exponent, the curve or the parameter set
     */
    KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate);

    /**
     * Makes key material from the attributes of {@code C_CreateObject}: checks that they are
     * complete and fit together, and adds those that follow from others.
     *
     * @param template class, key type and components, as given by the application
     */
    KeyMaterial importKey(Template template);

    /**
     * The DER SubjectPublicKeyInfo of a public key, or of the public half of a private key; null if
     * unknown.
     */
    byte @Nullable [] publicKeyInfo(KeyMaterial key);

    /** {@code CKA_CHECK_VALUE} of a secret key: 3 bytes; null if its type has none. */
    byte @Nullable [] checkValue(KeyMaterial key);

    /** The size of a key in the unit in which the mechanism's limits are given. */
    long keySize(KeyMaterial key, MechanismType mechanism);

    /**
     * Wraps a key.
     *
     * @param aad data that is authenticated beside it; null if the mechanism has none
     */
    byte[] wrap(
            Mechanism mechanism, KeyMaterial wrappingKey, KeyMaterial key, byte @Nullable [] aad);

    /**
     * Unwraps a key.
     *
     * @param template class, key type and, for secret keys where it is needed, {@code
     *     CKA_VALUE_LEN}
     */
    KeyMaterial unwrap(
            Mechanism mechanism,
            KeyMaterial unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad);

    /**
     * Derives a key.
     *
     * @param template class, key type and {@code CKA_VALUE_LEN} of the key to make, where given
     * @param otherKeys gives the material of a further key that the parameters name by handle
     */
    KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys);

    /** Makes a shared secret for the owner of a public key. */
    EncapsulatedKey encapsulate(Mechanism mechanism, KeyMaterial publicKey, Template template);

    /** The exact length of the ciphertext of {@link #encapsulate}, in bytes. */
    int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey);

    /** Reaches a shared secret. */
    KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext);

    /** Both halves of a new key pair. */
    record KeyPairMaterial(KeyMaterial publicKey, KeyMaterial privateKey) {}

    /** A shared secret and its ciphertext. */
    record EncapsulatedKey(byte[] ciphertext, KeyMaterial key) {}
}
