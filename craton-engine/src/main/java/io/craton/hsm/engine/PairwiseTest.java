package io.craton.hsm.engine;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import io.craton.hsm.spi.SecretAccess;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The pairwise consistency test of a new key pair (FIPS 140-3, IG 10.3.A): a signature that is
 * verified, a secret that both halves agree on, or for keys that do neither, the public key made
 * anew from the private one. Every key gets the test of its first use.
 */
final class PairwiseTest {
    private static final byte[] DATA =
            "FIPS 140-3 pairwise consistency test".getBytes(StandardCharsets.US_ASCII);

    private static final Template SECRET =
            Template.builder()
                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                    .keyType(KeyType.CKK_GENERIC_SECRET)
                    .build();

    private final CryptoEngine engine;

    PairwiseTest(CryptoEngine engine) {
        this.engine = engine;
    }

    /**
     * Tests a new key pair.
     *
     * @throws HsmException {@code CKR_FUNCTION_FAILED} if its halves do not belong together
     */
    void check(KeyPairMaterial pair, KeyCodec codec) {
        if (!passes(pair, codec)) {
            pair.privateKey().close();
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "the pairwise consistency test of a new "
                            + pair.privateKey().keyType()
                            + " key pair failed; the key is discarded");
        }
    }

    /**
     * Tests a private key that comes from outside, unless what was given fixes every part of it or
     * its first signature is tested.
     *
     * @return the key
     * @throws HsmException {@code CKR_ATTRIBUTE_VALUE_INVALID} if its parts do not belong together
     */
    KeyMaterial checked(KeyMaterial key, KeyCodec codec) {
        boolean expanded =
                (key.keyType() == KeyType.CKK_ML_DSA || key.keyType() == KeyType.CKK_ML_KEM)
                        && !key.hasSecret(AttributeType.CKA_SEED);
        if (!expanded || passes(new KeyPairMaterial(codec.publicHalf(key), key), codec)) {
            return key;
        }
        key.close();
        throw Attributes.invalid(
                "the expanded private key does not work with the public key inside it: its parts do not belong"
                        + " together");
    }

    private boolean passes(KeyPairMaterial pair, KeyCodec codec) {
        return switch (pair.privateKey().keyType()) {
            case CKK_RSA -> signs(pair, MechanismType.CKM_SHA256_RSA_PKCS);
            case CKK_EC -> signs(pair, MechanismType.CKM_ECDSA_SHA256);
            case CKK_EC_EDWARDS -> signs(pair, MechanismType.CKM_EDDSA);
            case CKK_ML_DSA -> signs(pair, MechanismType.CKM_ML_DSA);
            case CKK_SLH_DSA -> signs(pair, MechanismType.CKM_SLH_DSA);
            case CKK_ML_KEM -> agrees(pair);
            default -> hasPublicHalf(pair, codec);
        };
    }

    private boolean agrees(KeyPairMaterial pair) {
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_ML_KEM);
        EncapsulatedKey sent = engine.encapsulate(mechanism, pair.publicKey(), SECRET);
        try (KeyMaterial secret = sent.key();
                KeyMaterial received =
                        engine.decapsulate(
                                mechanism, pair.privateKey(), SECRET, sent.ciphertext())) {
            byte[] one = secret.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
            byte[] other = received.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
            boolean equal = MessageDigest.isEqual(one, other);
            ByteArrays.wipe(one, other);
            return equal;
        }
    }

    private boolean signs(KeyPairMaterial pair, MechanismType type) {
        Mechanism mechanism = Mechanism.of(type);
        byte[] signature;
        try (SignContext context = engine.sign(mechanism, pair.privateKey())) {
            context.update(DATA, 0, DATA.length);
            signature = context.sign();
        }
        try (VerifyContext context = engine.verify(mechanism, pair.publicKey())) {
            context.update(DATA, 0, DATA.length);
            context.verify(signature);
            return true;
        } catch (HsmException e) {
            return false;
        }
    }

    private static boolean hasPublicHalf(KeyPairMaterial pair, KeyCodec codec) {
        return Arrays.equals(
                codec.publicKeyInfo(pair.publicKey()), codec.publicKeyInfo(pair.privateKey()));
    }
}
