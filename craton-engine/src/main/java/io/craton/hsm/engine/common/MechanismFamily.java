package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One family of mechanisms. Each overrides what its mechanisms do; the rest is refused with {@code
 * CKR_MECHANISM_INVALID}. Safe for use by several threads.
 */
public interface MechanismFamily {
    /** The mechanisms of the family. */
    Set<MechanismType> mechanisms();

    /**
     * What a signature computes with this key, too, that neither its mechanism nor the parameter
     * names: it may need self-tests of its own.
     */
    default List<Mechanism> alsoComputes(Mechanism mechanism, KeyMaterial key) {
        return List.of();
    }

    /** Starts a signature or MAC. */
    default SignContext sign(Mechanism mechanism, KeyMaterial key) {
        throw cannot(mechanism, "sign");
    }

    /** Starts a verification. */
    default VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        throw cannot(mechanism, "verify");
    }

    /** Signs so that the data can be recovered. */
    default byte[] signRecover(Mechanism mechanism, KeyMaterial key, byte[] data) {
        throw cannot(mechanism, "sign with recovery");
    }

    /** Verifies and gives the data. */
    default byte[] verifyRecover(Mechanism mechanism, KeyMaterial key, byte[] signature) {
        throw cannot(mechanism, "verify with recovery");
    }

    /** Starts an encryption. */
    default CipherContext encrypt(Mechanism mechanism, KeyMaterial key) {
        throw cannot(mechanism, "encrypt");
    }

    /** Starts a decryption. */
    default CipherContext decrypt(Mechanism mechanism, KeyMaterial key) {
        throw cannot(mechanism, "decrypt");
    }

    /** Starts a digest. */
    default DigestContext digest(Mechanism mechanism) {
        throw cannot(mechanism, "digest");
    }

    /** Generates a secret key. */
    default KeyMaterial generateKey(Mechanism mechanism, Template template) {
        throw cannot(mechanism, "generate a key");
    }

    /** Generates a key pair, not yet tested. */
    default KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        throw cannot(mechanism, "generate a key pair");
    }

    /** Derives a key. */
    default KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        throw cannot(mechanism, "derive");
    }

    /** Makes a shared secret. */
    default EncapsulatedKey encapsulate(
            Mechanism mechanism, KeyMaterial publicKey, Template template) {
        throw cannot(mechanism, "encapsulate");
    }

    /** The exact length of the ciphertext of an encapsulation, in bytes. */
    default int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey) {
        throw cannot(mechanism, "encapsulate");
    }

    /** Reaches a shared secret. */
    default KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext) {
        throw cannot(mechanism, "decapsulate");
    }

    /** The error for what a mechanism cannot do. */
    static HsmException cannot(Mechanism mechanism, String what) {
        return new HsmException(
                ReturnCode.CKR_MECHANISM_INVALID, mechanism.type() + " cannot " + what);
    }
}
