package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Public keys of the token with another provider: those of its own classes as they are, the others
 * by way of its key factory, which reads what every public key has, its encoding.
 */
class PublicKeysElsewhereTest {
    private static final Provider BC = new BouncyCastleProvider();

    @ParameterizedTest
    @CsvSource({
        "RSA,SHA256withRSA",
        "EC,SHA256withECDSA",
        "Ed25519,Ed25519",
        "ML-DSA-65,ML-DSA-65",
        "SLH-DSA-SHA2-128f,SLH-DSA-SHA2-128F"
    })
    void byWayOfTheKeyFactory_everyPublicKeyVerifies(String keys, String algorithm)
            throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance(keys, token.provider()).generateKeyPair();
            Signature signing = Signature.getInstance(algorithm, token.provider());
            signing.initSign(pair.getPrivate());
            signing.update(new byte[10]);
            byte[] value = signing.sign();
            Signature verifying = Signature.getInstance(algorithm, BC);
            verifying.initVerify(elsewhere(pair.getPublic()));
            verifying.update(new byte[10]);
            assertThat(verifying.verify(value)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"X25519", "ML-KEM-768"})
    void agreementAndEncapsulation_too(String keys) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            PublicKey own =
                    KeyPairGenerator.getInstance(keys, token.provider())
                            .generateKeyPair()
                            .getPublic();
            assertThat(elsewhere(own).getEncoded()).isEqualTo(own.getEncoded());
            assertThat(elsewhere(own).getClass().getName()).startsWith("org.bouncycastle");
        }
    }

    private static PublicKey elsewhere(PublicKey key) throws Exception {
        KeyFactory factory = KeyFactory.getInstance(key.getAlgorithm(), BC);
        return factory.generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }
}
