package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.UnrecoverableEntryException;
import java.security.cert.Certificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Entries with keys that not every Java knows: the JDK asks the installed providers what the key of
 * a certificate is, and makes no entry if its algorithm has another name than that of the private
 * key.
 */
class PostQuantumEntryTest {
    private static KeyPair stored(TestToken token, String name) throws Exception {
        KeyStore keyStore = token.keyStore();
        KeyPair pair = KeyPairGenerator.getInstance(name, token.provider()).generateKeyPair();
        TestAuthority root = TestAuthority.root("root");
        Certificate[] chain = {root.issue("pq", pair.getPublic()), root.certificate()};
        keyStore.setKeyEntry("x", pair.getPrivate(), null, chain);
        return pair;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-65", "ML-KEM-768", "SLH-DSA-SHA2-128f"})
    void inTheList_theProviderTellsTheJdkWhatTheKeyIs(String name) throws Exception {
        try (TestToken token = TestToken.installed("entries")) {
            KeyPair pair = stored(token, name);
            KeyStore keyStore = token.keyStore();
            KeyStore.PrivateKeyEntry entry =
                    (KeyStore.PrivateKeyEntry) keyStore.getEntry("x", null);
            assertThat(entry.getPrivateKey()).isEqualTo(pair.getPrivate());
            assertThat(entry.getCertificateChain()).hasSize(2);
            keyStore.setEntry("x", entry, null);
            assertThat(keyStore.getCertificateChain("x"))
                    .containsExactly(entry.getCertificateChain());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-65", "ML-KEM-768", "SLH-DSA-SHA2-128f"})
    void elsewhere_keyAndChainAreReadOneByOne(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            KeyPair pair = stored(token, name);
            KeyStore keyStore = token.keyStore();
            assertThat(keyStore.getKey("x", null)).isEqualTo(pair.getPrivate());
            assertThat(keyStore.getCertificateChain("x")).hasSize(2);
            String known = keyStore.getCertificate("x").getPublicKey().getAlgorithm();
            if (known.equals(pair.getPrivate().getAlgorithm())) {
                assertThat(keyStore.getEntry("x", null)).isNotNull();
                return;
            }
            assertThatThrownBy(() -> keyStore.getEntry("x", null))
                    .isInstanceOf(UnrecoverableEntryException.class)
                    .hasMessageContaining("Security.addProvider")
                    .hasMessageContaining("getKey")
                    .hasMessageContaining(pair.getPrivate().getAlgorithm());
        }
    }
}
