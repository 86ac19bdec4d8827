package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verification that nobody named a provider for, with public keys that are not from here. */
class UnclaimedKeysTest {
    private static final String SLH_DSA = "SLH-DSA-SHA2-128f";

    private final TestToken token = TestToken.inMemory();

    @BeforeEach
    void login() throws Exception {
        token.keyStore();
    }

    @AfterEach
    void close() {
        Security.removeProvider("BC");
        token.close();
    }

    private X509Certificate certificate() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(SLH_DSA, token.provider()).generateKeyPair();
        X509Certificate made =
                TestCertificates.selfSigned(
                        "nobody else",
                        pair.getPublic(),
                        pair.getPrivate(),
                        SLH_DSA,
                        token.provider());
        // As a program gets it that has it from elsewhere.
        return (X509Certificate)
                CertificateFactory.getInstance("X.509", "SUN")
                        .generateCertificate(new ByteArrayInputStream(made.getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void certificateOfAnAlgorithmThatTheJdkLacks_verifiesByItself(int position) throws Exception {
        X509Certificate certificate = certificate();
        PublicKey key = certificate.getPublicKey();
        assertThatThrownBy(() -> certificate.verify(key))
                .isInstanceOf(GeneralSecurityException.class);
        Security.insertProviderAt(token.provider(), position);
        certificate.verify(key);
        Signature signature = Signature.getInstance(SLH_DSA);
        signature.initVerify(key);
        assertThat(signature.getProvider()).isSameAs(token.provider());
    }

    /** Who comes after an engine that takes nothing but keys of its own is asked for the rest. */
    @Test
    void engineThatOnlyTakesItsOwnKeys_doesNotHideThisOne() throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Security.addProvider(token.provider());
        X509Certificate certificate = certificate();
        certificate.verify(certificate.getPublicKey());
    }

    /** The keys that others verify with are theirs, at whatever position. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA,SHA256withRSA", "EC,SHA256withECDSA", "Ed25519,Ed25519"})
    void keyThatTheJdkTakes_isLeftToIt(String names) throws Exception {
        Security.insertProviderAt(token.provider(), 1);
        String[] name = names.split(",");
        PublicKey key =
                KeyPairGenerator.getInstance(
                                name[0], name[0].equals("RSA") ? "SunRsaSign" : "SunEC")
                        .generateKeyPair()
                        .getPublic();
        Signature signature = Signature.getInstance(name[1]);
        signature.initVerify(key);
        assertThat(signature.getProvider()).isNotSameAs(token.provider());
        assertThat(token.provider().getService("Signature", name[1]).supportsParameter(key))
                .isFalse();
    }
}
