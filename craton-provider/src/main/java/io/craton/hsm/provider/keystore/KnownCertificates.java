package io.craton.hsm.provider.keystore;

import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.KeyOid;
import java.io.ByteArrayInputStream;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that come from outside. Only those that this Java can read are stored, byte for byte
 * as they are: any other would be there and could not be given back.
 */
public final class KnownCertificates {
    private static final int OID = 0x06;
    private static final int VERSION = 0xa0;

    /** SEC 1 section 2.3.3. */
    private static final byte UNCOMPRESSED = 4;

    private KnownCertificates() {}

    /**
     * The certificates as the JDK's own, in order.
     *
     * @throws CertificateException with a sentence that says what Java does not know
     */
    public static List<X509Certificate> of(Certificate... certificates)
            throws CertificateException {
        List<X509Certificate> known = new ArrayList<>();
        for (Certificate certificate : certificates) {
            known.add(of(certificate));
        }
        return known;
    }

    private static X509Certificate of(@Nullable Certificate certificate)
            throws CertificateException {
        if (!(certificate instanceof X509Certificate)) {
            throw new CertificateException("only X.509 certificates are stored");
        }
        byte[] der = certificate.getEncoded();
        X509Certificate known;
        try {
            known = parse(der);
        } catch (CertificateException e) {
            throw new CertificateException(refusal(der), e);
        }
        if (!Arrays.equals(der, known.getEncoded())) {
            throw new CertificateException(
                    "the certificate is not in DER, or something follows it: Java would give back other bytes");
        }
        return known;
    }

    /** A certificate as the JDK reads it. */
    static X509Certificate parse(byte[] der) throws CertificateException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509", "SUN")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (NoSuchProviderException e) {
            throw new ProviderException("the JDK's SUN provider is needed", e);
        }
    }

    /** Why Java does not read a certificate, as a sentence. */
    public static String refusal(byte[] der) {
        try {
            DerReader fields = new DerReader(der).sequence().sequence();
            if (fields.peek() == VERSION) {
                fields.element();
            }
            fields.element();
            String signature = fields.sequence().oid();
            String key = strange(X509PublicKeys.ofCertificate(der));
            if (key != null) {
                return "a certificate with " + key + " that Java does not know is not stored";
            }
            return signature.equals(KeyOid.RSASSA_PSS.oid())
                    ? "a certificate with parameters of RSASSA-PSS that Java does not know is not stored"
                    : "a certificate with something that Java does not know is not stored";
        } catch (MalformedException | CertificateException e) {
            return "this is not an X.509 certificate in PEM or DER";
        }
    }

    /** What may be strange about an EC key; null for other keys. */
    private static @Nullable String strange(byte[] publicKeyInfo) throws MalformedException {
        DerReader info = new DerReader(publicKeyInfo).sequence();
        DerReader algorithm = info.sequence();
        if (!algorithm.oid().equals(KeyOid.EC.oid())) {
            return null;
        }
        if (algorithm.peek() != OID) {
            return "a curve that is written out in numbers";
        }
        String curve = "a curve (" + algorithm.oid() + ")";
        byte[] point = info.bitString();
        return point.length > 0 && point[0] != UNCOMPRESSED
                ? "a compressed point on " + curve
                : curve;
    }
}
