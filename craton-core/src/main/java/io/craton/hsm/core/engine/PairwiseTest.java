package io.craton.hsm.core.engine;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.core.engine.common.KeyCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pairwise consistency test of a new key pair (FIPS 140-3, IG 10.3.A): a signature that is
 * verified, or for keys that cannot sign, the public key made anew from the private one. Every key
 * gets the test of its first use.
 */
final class PairwiseTest {
    private static final byte[] DATA =
            "FIPS 140-3 pairwise consistency test".getBytes(StandardCharsets.US_ASCII);

    private final CryptoEngine engine;

    PairwiseTest(CryptoEngine engine) {
        this.engine = engine;
    }

    /**
     * Tests a key pair.
     *
     * @throws HsmException {@code CKR_FUNCTION_FAILED} if its halves do not belong together
     */
    void check(KeyPairMaterial pair, KeyCodec codec) {
        KeyType type = pair.privateKey().keyType();
        boolean passed =
                switch (type) {
                    case CKK_RSA -> signs(pair, MechanismType.CKM_SHA256_RSA_PKCS);
                    case CKK_EC -> signs(pair, MechanismType.CKM_ECDSA_SHA256);
                    case CKK_EC_EDWARDS -> signs(pair, MechanismType.CKM_EDDSA);
                    case CKK_ML_DSA -> signs(pair, MechanismType.CKM_ML_DSA);
                    case CKK_SLH_DSA -> signs(pair, MechanismType.CKM_SLH_DSA);
                    default -> hasPublicHalf(pair, codec);
                };
        if (!passed) {
            pair.privateKey().close();
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "the pairwise consistency test of a new "
                            + type
                            + " key pair failed; the key is discarded");
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
