package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Limits;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.DerWriter;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** The longest certificate is the same at every door. */
class CertificateLimitTest {
    /** A certificate of exactly this length, which nobody has signed. */
    private static X509Certificate certificate(int length) throws GeneralSecurityException {
        byte[] key =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        int padding = length - 300;
        byte[] der = encoded(key, padding);
        while (der.length != length) {
            padding += length - der.length;
            der = encoded(key, padding);
        }
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] encoded(byte[] key, int padding) {
        byte[] signer = DerWriter.sequence(DerWriter.oid("1.3.101.112"));
        byte[] name = new X500Principal("CN=long").getEncoded();
        byte[] extension =
                DerWriter.sequence(
                        DerWriter.oid("1.2.3.4.5"),
                        DerWriter.octets(DerWriter.octets(new byte[padding])));
        byte[] fields =
                DerWriter.sequence(
                        DerWriter.context(0, DerWriter.integer(BigInteger.TWO)),
                        DerWriter.integer(BigInteger.ONE),
                        signer,
                        name,
                        DerWriter.sequence(
                                DerWriter.ascii(0x17, "260101000000Z"),
                                DerWriter.ascii(0x17, "360101000000Z")),
                        name,
                        key,
                        DerWriter.context(3, DerWriter.sequence(extension)));
        return DerWriter.sequence(fields, signer, DerWriter.bits(new byte[64]));
    }

    private static Template object(X509Certificate certificate) throws GeneralSecurityException {
        return Template.builder()
                .objectClass(ObjectClass.CKO_CERTIFICATE)
                .set(AttributeType.CKA_CERTIFICATE_TYPE, 0L)
                .set(AttributeType.CKA_SUBJECT, certificate.getSubjectX500Principal().getEncoded())
                .set(AttributeType.CKA_VALUE, certificate.getEncoded())
                .build();
    }

    @Test
    void theLongestIsTaken_andALongerOneRefusedInWords() throws Exception {
        X509Certificate longest = certificate(Limits.ATTRIBUTE_BYTES);
        X509Certificate longer = certificate(Limits.ATTRIBUTE_BYTES + 1);
        String sentence = "longer than " + Limits.ATTRIBUTE_BYTES + " bytes";
        try (TestToken token = TestToken.inMemory()) {
            KeyStore keyStore = token.keyStore();
            keyStore.setCertificateEntry("longest", longest);
            assertThat(keyStore.getCertificate("longest")).isEqualTo(longest);
            assertThatThrownBy(() -> keyStore.setCertificateEntry("longer", longer))
                    .isInstanceOf(KeyStoreException.class)
                    .hasStackTraceContaining(sentence);
            assertThat(keyStore.containsAlias("longer")).isFalse();
            try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
                session.createObject(object(longest));
                assertThatThrownBy(() -> session.createObject(object(longer)))
                        .hasMessageContaining(sentence);
            }
        }
    }
}
