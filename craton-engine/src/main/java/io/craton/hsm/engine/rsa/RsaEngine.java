package io.craton.hsm.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.MessageInput;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.security.MessageDigest;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The mechanisms of RSA (PKCS#11 v3.2, section 6.1). The paddings are here, the arithmetic in a
 * library.
 */
public final class RsaEngine implements MechanismFamily {

    private final Libraries libraries;
    private final RsaKeyPairs keyPairs;
    private final RsaDecryption decryption;

    /**
     * Computes with these libraries.
     *
     * @param implicitRejection whether a wrong PKCS #1 v1.5 padding gives a pseudo-random message
     *     instead of an error
     */
    public RsaEngine(Libraries libraries, boolean implicitRejection) {
        this.libraries = libraries;
        this.keyPairs = new RsaKeyPairs(libraries);
        this.decryption = new RsaDecryption(libraries, implicitRejection);
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(
                Set.of(DigestUse.RSA_PKCS, DigestUse.RSA_PSS),
                MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN,
                MechanismType.CKM_RSA_PKCS,
                MechanismType.CKM_RSA_X_509,
                MechanismType.CKM_RSA_PKCS_OAEP,
                MechanismType.CKM_RSA_PKCS_PSS);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        return keyPairs.generate(publicTemplate);
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial material) {
        RsaKey key = RsaKey.of(material, libraries);
        UnaryOperator<byte[]> encoder = encoder(mechanism, key);
        return Signing.sign(
                input(mechanism, key),
                key.length(),
                data -> {
                    byte[] block = encoder.apply(data);
                    key.requireInRange(block, ReturnCode.CKR_DATA_INVALID);
                    return key.forward(block);
                });
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial material) {
        RsaKey key = RsaKey.of(material, libraries);
        MessageInput input = input(mechanism, key);
        if (isPss(mechanism.type())) {
            Pss pss = pss(mechanism, key);
            return Signing.verify(
                    input,
                    key.length(),
                    (data, signature) -> {
                        requireDigest(pss, data);
                        return key.inRange(signature) && pss.matches(data, key.forward(signature));
                    });
        }
        // The block that a right signature has is made anew: nothing of the block is parsed, so
        // nothing is forgiven.
        UnaryOperator<byte[]> encoder = encoder(mechanism, key);
        return Signing.verify(
                input,
                key.length(),
                (data, signature) ->
                        key.inRange(signature)
                                && MessageDigest.isEqual(
                                        encoder.apply(data), key.forward(signature)));
    }

    @Override
    public byte[] signRecover(Mechanism mechanism, KeyMaterial key, byte[] data) {
        requireRecovery(mechanism, "sign with recovery");
        try (SignContext context = sign(mechanism, key)) {
            context.update(data, 0, data.length);
            return context.sign();
        }
    }

    @Override
    public byte[] verifyRecover(Mechanism mechanism, KeyMaterial material, byte[] signature) {
        requireRecovery(mechanism, "verify with recovery");
        RsaKey key = RsaKey.of(material, libraries);
        Signing.checkLength(signature, key.length(), key.length());
        key.requireInRange(signature, ReturnCode.CKR_SIGNATURE_INVALID);
        byte[] block = key.forward(signature);
        return mechanism.type() == MechanismType.CKM_RSA_X_509
                ? block
                : Pkcs1.unpadSignature(block);
    }

    @Override
    public CipherContext encrypt(Mechanism mechanism, KeyMaterial material) {
        RsaKey key = RsaKey.of(material, libraries);
        int length = key.length();
        switch (mechanism.type()) {
            case CKM_RSA_PKCS -> {
                Parameters.none(mechanism);
                return encryption(
                        key,
                        length - Pkcs1.OVERHEAD,
                        d -> Pkcs1.padForEncryption(d, length, libraries));
            }
            case CKM_RSA_X_509 -> {
                Parameters.none(mechanism);
                return encryption(key, length, data -> ByteArrays.fixed(data, length));
            }
            case CKM_RSA_PKCS_OAEP -> {
                Oaep oaep = new Oaep(Parameters.of(mechanism, RsaOaep.class), length, libraries);
                return encryption(key, oaep.maxData(), oaep::encode);
            }
            default -> throw MechanismFamily.cannot(mechanism, "encrypt");
        }
    }

    private static CipherContext encryption(
            RsaKey key, int maxData, UnaryOperator<byte[]> padding) {
        return new CollectingCipher(
                maxData,
                ReturnCode.CKR_DATA_LEN_RANGE,
                count -> key.length(),
                data -> encrypted(key, padding.apply(data)));
    }

    /** The encrypted form of a block, which is wiped. */
    private static byte[] encrypted(RsaKey key, byte[] block) {
        key.requireInRange(block, ReturnCode.CKR_DATA_INVALID);
        byte[] result = key.forward(block);
        ByteArrays.wipe(block);
        return result;
    }

    @Override
    public CipherContext decrypt(Mechanism mechanism, KeyMaterial material) {
        return decryption.start(mechanism, material);
    }

    /**
     * The bytes of a key wrapped with {@code CKM_RSA_PKCS}. With implicit rejection a wrong padding
     * and a key of another length give pseudo-random bytes of one of these lengths.
     *
     * @param lengths the lengths that can be, at least one
     * @throws io.craton.hsm.HsmException {@code CKR_ENCRYPTED_DATA_LEN_RANGE}; {@code
     *     CKR_ENCRYPTED_DATA_INVALID} for a number that is not below the modulus and, without
     *     implicit rejection, for a wrong padding
     */
    public byte[] unwrap(Mechanism mechanism, KeyMaterial key, byte[] wrapped, int[] lengths) {
        return decryption.key(mechanism, key, wrapped, lengths);
    }

    /** The most data that PKCS #1 v1.5 encrypts with a key, in bytes. */
    public static int maxPkcs1Data(KeyMaterial key) {
        return key.component(AttributeType.CKA_MODULUS).length - Pkcs1.OVERHEAD;
    }

    private MessageInput input(Mechanism mechanism, RsaKey key) {
        Digest hash = mechanism.type().digest().orElse(null);
        if (hash != null) {
            return MessageInput.digest(libraries.digest(hash));
        }
        return switch (mechanism.type()) {
            case CKM_RSA_PKCS -> MessageInput.buffer(Math.max(0, key.length() - Pkcs1.OVERHEAD));
            case CKM_RSA_X_509, CKM_RSA_PKCS_PSS -> MessageInput.buffer(key.length());
            default -> throw MechanismFamily.cannot(mechanism, "sign or verify");
        };
    }

    // What is signed for a digest or message: a block as long as the modulus.
    private UnaryOperator<byte[]> encoder(Mechanism mechanism, RsaKey key) {
        int length = key.length();
        if (isPss(mechanism.type())) {
            Pss pss = pss(mechanism, key);
            return digest -> {
                requireDigest(pss, digest);
                return pss.encode(digest, length);
            };
        }
        Parameters.none(mechanism);
        Digest hash = mechanism.type().digest().orElse(null);
        if (hash != null) {
            byte[] prefix = Pkcs1.digestInfoPrefix(hash);
            if (prefix.length + hash.length() + Pkcs1.OVERHEAD > length) {
                throw new HsmException(
                        ReturnCode.CKR_KEY_SIZE_RANGE,
                        "an RSA key of "
                                + key.bits()
                                + " bits is too small for "
                                + mechanism.type());
            }
            return digest -> Pkcs1.padForSignature(ByteArrays.join(prefix, digest), length);
        }
        return mechanism.type() == MechanismType.CKM_RSA_X_509
                ? data -> ByteArrays.fixed(data, length)
                : data -> Pkcs1.padForSignature(data, length);
    }

    private Pss pss(Mechanism mechanism, RsaKey key) {
        RsaPss parameters = Parameters.of(mechanism, RsaPss.class);
        Digest fixed = mechanism.type().digest().orElse(null);
        Pss pss = new Pss(parameters, key.bits(), libraries);
        Parameters.require(
                fixed == null || fixed == pss.hash(),
                mechanism.type()
                        + " needs the digest of its name in its parameter, not "
                        + parameters.hash());
        return pss;
    }

    private static boolean isPss(MechanismType type) {
        return type == MechanismType.CKM_RSA_PKCS_PSS
                || Digests.inside(type, DigestUse.RSA_PSS) != null;
    }

    private static void requireDigest(Pss pss, byte[] digest) {
        if (digest.length != pss.hash().length()) {
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    "CKM_RSA_PKCS_PSS signs a digest of "
                            + pss.hash().length()
                            + " bytes, not "
                            + digest.length);
        }
    }

    private static void requireRecovery(Mechanism mechanism, String what) {
        if (mechanism.type() != MechanismType.CKM_RSA_PKCS
                && mechanism.type() != MechanismType.CKM_RSA_X_509) {
            throw MechanismFamily.cannot(mechanism, what);
        }
    }
}
