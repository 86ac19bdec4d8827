package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Libraries that ask for a provider before they show a key, as they are, with {@code
 * CratonHSM-Keys} at the first position.
 */
class KeysFirstClient {
    private final TestToken token = TestToken.inMemory();
    private final CratonKeysProvider keys = new CratonKeysProvider(token.provider());
    private KeyPair pair;

    @BeforeEach
    void first() throws Exception {
        Security.insertProviderAt(keys, 1);
        token.install().keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    @AfterEach
    void close() {
        Security.removeProvider(keys.getName());
        keys.close();
        token.close();
    }

    @Test
    void jdkXmlSignature_withMgf1() throws Exception {
        XmlSignatureClient.signAndValidate(token, XmlSignatureClient.PSS, pair);
    }

    @Tag("ecosystem")
    @Test
    void nimbus_ps256() throws Exception {
        JWSObject signed =
                JoseClient.signed(JWSAlgorithm.PS256, new RSASSASigner(pair.getPrivate()));
        assertThat(signed.verify(new RSASSAVerifier((RSAPublicKey) pair.getPublic()))).isTrue();
    }

    @Tag("ecosystem")
    @Test
    void nimbus_ps256_withASoftwareKey() throws Exception {
        KeyPair software = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        JWSObject signed =
                JoseClient.signed(JWSAlgorithm.PS256, new RSASSASigner(software.getPrivate()));
        assertThat(signed.verify(new RSASSAVerifier((RSAPublicKey) software.getPublic()))).isTrue();
    }
}
