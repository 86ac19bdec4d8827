package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of S/MIME for a key that agrees: sealed elsewhere, opened with the key of the token. */
class CmsAgreementTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final byte[] TEXT = "for the holder of the key".getBytes();

    @ParameterizedTest
    @CsvSource({
        "P-256,SHA256,AES128",
        "P-384,SHA384,AES256",
        "P-521,SHA512,AES256",
        "X25519,HKDF,AES256"
    })
    void message_isOpenedByTheKeyOfTheToken(String curve, String scheme, String wrapping)
            throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair recipient = pair(curve, token.provider());
            KeyPair sender = pair(curve, BC);
            ASN1ObjectIdentifier agreement =
                    switch (scheme) {
                        case "SHA256" -> SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme;
                        case "SHA384" -> SECObjectIdentifiers.dhSinglePass_stdDH_sha384kdf_scheme;
                        case "SHA512" -> SECObjectIdentifiers.dhSinglePass_stdDH_sha512kdf_scheme;
                        default -> new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.19");
                    };
            ASN1ObjectIdentifier wrap =
                    wrapping.equals("AES128") ? CMSAlgorithm.AES128_WRAP : CMSAlgorithm.AES256_WRAP;
            JceKeyAgreeRecipientInfoGenerator generator =
                    new JceKeyAgreeRecipientInfoGenerator(
                            agreement, sender.getPrivate(), sender.getPublic(), wrap);
            generator.addRecipient(new byte[] {1, 2, 3}, recipient.getPublic()).setProvider(BC);
            CMSEnvelopedDataGenerator sealing = new CMSEnvelopedDataGenerator();
            sealing.addRecipientInfoGenerator(generator);
            byte[] sealed =
                    sealing.generate(
                                    new CMSProcessableByteArray(CMSObjectIdentifiers.data, TEXT),
                                    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                            .setProvider(BC)
                                            .build())
                            .getEncoded();
            RecipientInformation information =
                    new CMSEnvelopedData(sealed)
                            .getRecipientInfos()
                            .getRecipients()
                            .iterator()
                            .next();
            JceKeyAgreeEnvelopedRecipient opening =
                    new JceKeyAgreeEnvelopedRecipient(recipient.getPrivate());
            opening.setProvider(token.provider());
            // Which it would read in the encoding of the private key.
            opening.setPrivateKeyAlgorithmIdentifier(
                    SubjectPublicKeyInfo.getInstance(recipient.getPublic().getEncoded())
                            .getAlgorithm());
            assertThat(information.getContent(opening)).isEqualTo(TEXT);
        }
    }

    private static KeyPair pair(String curve, Provider provider) throws Exception {
        boolean montgomery = curve.startsWith("X");
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(montgomery ? curve : "EC", provider);
        if (!montgomery) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }
}
