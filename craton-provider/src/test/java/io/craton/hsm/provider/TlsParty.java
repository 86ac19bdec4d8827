package io.craton.hsm.provider;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and contexts for TLS tests. */
final class TlsParty {
    private TlsParty() {}

    /**
     * Makes a session key pair, a certificate of its own, and stores both in the token under an
     * alias.
     */
    static X509Certificate server(TestToken token, String alias, String keys, String algorithm)
            throws Exception {
        return server(token.keyStore(), token.provider(), alias, keys, algorithm);
    }

    /** The same in any key store of ours. */
    static X509Certificate server(
            KeyStore keyStore, Provider provider, String alias, String keys, String algorithm)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, provider);
        if (keys.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (keys.equals("RSA")) {
            generator.initialize(2048);
        }
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "localhost", pair.getPublic(), pair.getPrivate(), algorithm, provider);
        keyStore.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
        return certificate;
    }

    static SSLContext context(
            KeyStore keys, String keyManager, char[] password, X509Certificate... trusted)
            throws Exception {
        KeyManagerFactory managers = null;
        if (keys != null) {
            managers = KeyManagerFactory.getInstance(keyManager);
            managers.init(keys, password);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                managers == null ? null : managers.getKeyManagers(),
                trust(trusted).getTrustManagers(),
                null);
        return context;
    }

    static TrustManagerFactory trust(X509Certificate... trusted) throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            anchors.setCertificateEntry("ca" + i, trusted[i]);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory;
    }
}
