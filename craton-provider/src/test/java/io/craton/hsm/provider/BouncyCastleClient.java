package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates, requests and messages of Bouncy Castle's pkix library. */
class BouncyCastleClient {
    private static final Provider BC = new BouncyCastleProvider();
    private static final byte[] DATA = new byte[1000];

    private static KeyPair pair(TestToken token, String keys) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, token.provider());
        if (keys.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource({
        "RSA,SHA256withRSA,true",
        "RSA,SHA256withRSA,false",
        "EC,SHA256withECDSA,true",
        "EC,SHA256withECDSA,false",
        "Ed25519,Ed25519,true",
        "RSA,SHA256withRSAandMGF1,true",
        "RSA,SHA256withRSAandMGF1,false",
        "ML-DSA-65,ML-DSA-65,true",
        "SLH-DSA-SHA2-128f,SLH-DSA-SHA2-128f,true"
    })
    void signedMessageAndRequest(String keys, String algorithm, boolean named) throws Exception {
        try (TestToken token = TestToken.installed("bc")) {
            token.keyStore();
            KeyPair pair = pair(token, keys);
            X509Certificate certificate =
                    TestCertificates.selfSigned(
                            "signer",
                            pair.getPublic(),
                            pair.getPrivate(),
                            algorithm,
                            named ? token.provider() : null);
            JcaContentSignerBuilder signer = new JcaContentSignerBuilder(algorithm);
            if (named) {
                signer.setProvider(token.provider());
            }
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .build(signer.build(pair.getPrivate()), certificate));
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
            CMSSignedData signed = generator.generate(new CMSProcessableByteArray(DATA), true);
            CMSSignedData read = new CMSSignedData(signed.getEncoded());
            assertThat(
                            read.getSignerInfos()
                                    .iterator()
                                    .next()
                                    .verify(
                                            new JcaSimpleSignerInfoVerifierBuilder()
                                                    .setProvider(BC)
                                                    .build(
                                                            new X509CertificateHolder(
                                                                    certificate.getEncoded()))))
                    .isTrue();
            PKCS10CertificationRequest request =
                    new JcaPKCS10CertificationRequestBuilder(
                                    new X500Name("CN=request"), pair.getPublic())
                            .build(signer.build(pair.getPrivate()));
            assertThat(
                            request.isSignatureValid(
                                    new JcaContentVerifierProviderBuilder()
                                            .setProvider(BC)
                                            .build(request.getSubjectPublicKeyInfo())))
                    .isTrue();
        }
    }

    @Test
    void foreignProviderNamed_cannotUseTheKey() throws Exception {
        try (TestToken token = TestToken.installed("bc")) {
            token.keyStore();
            KeyPair pair = pair(token, "EC");
            assertThatThrownBy(
                            () ->
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .setProvider(BC)
                                            .build(pair.getPrivate()))
                    .isInstanceOf(OperatorCreationException.class);
        }
    }

    @Test
    void envelopedMessage_contentWithBouncyCastle() throws Exception {
        try (TestToken token = TestToken.installed("bc")) {
            token.keyStore();
            assertThat(read(token, pair(token, "RSA"), reader -> reader.setContentProvider(BC)))
                    .isEqualTo(DATA);
        }
    }

    @Test
    void envelopedMessage_contentInTheToken_withAKeyThatMayOnlyUnwrap() throws Exception {
        try (TestToken token = TestToken.installed("bc")) {
            token.keyStore();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
            generator.initialize(
                    CratonKeySpec.builder()
                            .token(false)
                            .keySize(2048)
                            .attribute(AttributeType.CKA_DECRYPT, false)
                            .build());
            // The content key never leaves the token.
            assertThat(read(token, generator.generateKeyPair(), reader -> {})).isEqualTo(DATA);
        }
    }

    private static byte[] read(
            TestToken token, KeyPair pair, Consumer<JceKeyTransEnvelopedRecipient> options)
            throws Exception {
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "reader",
                        pair.getPublic(),
                        pair.getPrivate(),
                        "SHA256withRSA",
                        token.provider());
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(
                new JceKeyTransRecipientInfoGenerator(certificate).setProvider(BC));
        CMSEnvelopedData enveloped =
                generator.generate(
                        new CMSProcessableByteArray(DATA),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(BC)
                                .build());
        RecipientInformation recipient =
                new CMSEnvelopedData(enveloped.getEncoded()).getRecipientInfos().iterator().next();
        JceKeyTransEnvelopedRecipient reader = new JceKeyTransEnvelopedRecipient(pair.getPrivate());
        reader.setProvider(token.provider());
        options.accept(reader);
        return recipient.getContent(reader);
    }
}
