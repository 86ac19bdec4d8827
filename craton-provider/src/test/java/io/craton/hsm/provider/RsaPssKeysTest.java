package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** RSA keys that are for PSS alone, and PSS over a digest that the caller has made. */
class RsaPssKeysTest {
    private static final byte[] DATA = "digested once".getBytes();
    private static final PSSParameterSpec SHA_384 =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
    private static final PSSParameterSpec SHA_256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);
    private static TestToken token;
    private static KeyPair any;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS", token.provider());
        generator.initialize(2048);
        any = generator.generateKeyPair();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static byte[] sign(PrivateKey key, PSSParameterSpec spec) throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS", token.provider());
        signature.initSign(key);
        signature.setParameter(spec);
        signature.update(DATA);
        return signature.sign();
    }

    private static boolean verify(PublicKey key, PSSParameterSpec spec, byte[] signed)
            throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        signature.initVerify(key);
        signature.setParameter(spec);
        signature.update(DATA);
        return signature.verify(signed);
    }

    @Test
    void generatedPair_isForPssOfAnyDigest() throws Exception {
        assertThat(any.getPrivate().getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(any.getPublic().getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(verify(any.getPublic(), SHA_256, sign(any.getPrivate(), SHA_256))).isTrue();
        assertThat(verify(any.getPublic(), SHA_384, sign(any.getPrivate(), SHA_384))).isTrue();
        Signature pkcs1 = Signature.getInstance("SHA256withRSA", token.provider());
        assertThatThrownBy(() -> pkcs1.initSign(any.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void generatedPairWithParameters_isForTheirDigest() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS", token.provider());
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, SHA_384));
        KeyPair pair = generator.generateKeyPair();
        PSSParameterSpec inside = (PSSParameterSpec) ((RSAKey) pair.getPublic()).getParams();
        assertThat(inside.getDigestAlgorithm()).isEqualTo("SHA-384");
        assertThat(verify(pair.getPublic(), SHA_384, sign(pair.getPrivate(), SHA_384))).isTrue();
        assertThatThrownBy(() -> sign(pair.getPrivate(), SHA_256))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        KeyPairGenerator plain = KeyPairGenerator.getInstance("RSA", token.provider());
        assertThatThrownBy(
                        () ->
                                plain.initialize(
                                        new RSAKeyGenParameterSpec(
                                                2048, RSAKeyGenParameterSpec.F4, SHA_384)))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("RSA keys have no parameters");
    }

    /** Key, certificate and chain have one algorithm, or TLS and keytool do not take them. */
    @Test
    void entry_comesBackAsItWent() throws Exception {
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "pss",
                        any.getPublic(),
                        any.getPrivate(),
                        "SHA256withRSAandMGF1",
                        token.provider());
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("RSASSA-PSS");
        KeyStore keyStore = token.keyStore();
        keyStore.setKeyEntry("pss", any.getPrivate(), null, new Certificate[] {certificate});
        assertThat(keyStore.getKey("pss", null).getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(keyStore.getCertificate("pss")).isEqualTo(certificate);
    }

    @Test
    void keyFactory_takesKeysOfThisAlgorithmAlone() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("RSASSA-PSS", token.provider());
        PublicKey back =
                factory.generatePublic(new X509EncodedKeySpec(any.getPublic().getEncoded()));
        assertThat(back).isEqualTo(any.getPublic());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS", "SunRsaSign");
        generator.initialize(2048);
        KeyPair software = generator.generateKeyPair();
        CratonKeySpec spec =
                CratonKeySpec.builder()
                        .token(false)
                        .keySpec(new PKCS8EncodedKeySpec(software.getPrivate().getEncoded()))
                        .build();
        PrivateKey imported = factory.generatePrivate(spec);
        assertThat(imported.getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(verify(software.getPublic(), SHA_256, sign(imported, SHA_256))).isTrue();
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        rsa.initialize(2048);
        byte[] plain = rsa.generateKeyPair().getPublic().getEncoded();
        assertThatThrownBy(() -> factory.generatePublic(new X509EncodedKeySpec(plain)))
                .hasMessageContaining("RSASSA-PSS");
    }

    @Test
    void digestOfTheCaller_isSignedAsTheMessageWouldBe() throws Exception {
        Signature raw = Signature.getInstance("NONEwithRSAandMGF1", token.provider());
        raw.initSign(any.getPrivate());
        raw.setParameter(SHA_256);
        raw.update(MessageDigest.getInstance("SHA-256").digest(DATA));
        assertThat(verify(any.getPublic(), SHA_256, raw.sign())).isTrue();
        raw.update(DATA);
        assertThatThrownBy(raw::sign).hasMessageContaining("32");
    }
}
