package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a key that a signature does not take. */
class WrongKeyTest {
    private final TestToken token = TestToken.inMemory();

    @BeforeEach
    void login() throws Exception {
        token.keyStore();
    }

    @AfterEach
    void close() {
        token.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256withRSA,EC,SHA256withECDSA",
        "SHA256withECDSA,RSA,SHA256withRSA",
        "SHA256withECDSA,Ed25519,EdDSA",
        "Ed25519,ML-DSA-65,ML-DSA-65"
    })
    void aSignature_namesTheKeyItsTypeAndWhatTakesIt(String name, String keys, String works)
            throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(keys, token.provider()).generateKeyPair();
        Signature signature = Signature.getInstance(name, token.provider());
        String id = pair.getPrivate().toString().replaceAll(".* object (.*)]", "$1");
        assertThatThrownBy(() -> signature.initSign(pair.getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining(name + " does not work with the private key " + id)
                .hasMessageContaining("a key for " + keys)
                .hasMessageContaining("these do: ")
                .hasMessageContaining(works);
        assertThatThrownBy(() -> signature.initVerify(pair.getPublic()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("the public key, which is a key for " + keys)
                .hasMessageContaining(works);
    }

    @Test
    void aKeyThatSignsNothing_isSaidToBeOne() throws Exception {
        PrivateKey key =
                KeyPairGenerator.getInstance("ML-KEM-768", token.provider())
                        .generateKeyPair()
                        .getPrivate();
        Signature signature = Signature.getInstance("ML-DSA", token.provider());
        assertThatThrownBy(() -> signature.initSign(key))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("ML-KEM-768")
                .hasMessageContaining("no signature does");
    }
}
