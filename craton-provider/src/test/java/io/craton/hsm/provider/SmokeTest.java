package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmokeTest {
    private static final byte[] DATA = "some data".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({"RSA,SHA256withRSA,SunRsaSign", "EC,SHA256withECDSA,SunEC", "Ed25519,Ed25519,SunEC", "ML-DSA-65,ML-DSA,"})
    void signature_verifiesElsewhere(String keys, String algorithm, String other) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, token.provider());
            KeyPair pair = generator.generateKeyPair();
            Signature signer = Signature.getInstance(algorithm, token.provider());
            signer.initSign(pair.getPrivate());
            signer.update(DATA);
            byte[] signature = signer.sign();
            Signature own = Signature.getInstance(algorithm, token.provider());
            own.initVerify(pair.getPublic());
            own.update(DATA);
            assertThat(own.verify(signature)).isTrue();
            own.update(new byte[3]);
            assertThat(own.verify(signature)).isFalse();
            if (other != null) {
                Signature verifier = Signature.getInstance(algorithm, other);
                verifier.initVerify(pair.getPublic());
                verifier.update(DATA);
                assertThat(verifier.verify(signature)).isTrue();
            }
        }
    }

    @Test
    void pss() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance("RSA", token.provider()).generateKeyPair();
            Signature signer = Signature.getInstance("RSASSA-PSS", token.provider());
            signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
            signer.initSign(pair.getPrivate());
            signer.update(DATA);
            byte[] signature = signer.sign();
            signer.initVerify(pair.getPublic());
            signer.update(DATA);
            assertThat(signer.verify(signature)).isTrue();
        }
    }
}
