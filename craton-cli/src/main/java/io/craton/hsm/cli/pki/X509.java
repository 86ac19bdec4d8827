package io.craton.hsm.cli.pki;

import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Makes certificates (RFC 5280 section 4.1) and requests that a key of a token signs for itself.
 */
public final class X509 {
    private static final int SERIAL_BYTES = 16;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;

    /** RFC 5280 section 4.1.2.5: UTCTime until then, GeneralizedTime from then on. */
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

    private X509() {}

    /**
     * A certificate for a server.
     *
     * @param signer the private key and its algorithm
     * @param publicKeyInfo its public key, DER {@code SubjectPublicKeyInfo}
     * @param subject the name of subject and issuer
     * @param names host names and IP addresses of the server; may be empty
     * @param notBefore from when on it is valid
     * @param notAfter until when
     * @return the certificate in DER
     */
    public static byte[] selfSigned(
            TokenSigner signer,
            byte[] publicKeyInfo,
            X500Principal subject,
            List<String> names,
            Instant notBefore,
            Instant notAfter) {
        byte[] random = signer.session().generateRandom(SERIAL_BYTES);
        byte[] name = subject.getEncoded();
        return signer.signed(
                DerWriter.sequence(
                        DerWriter.context(0, DerWriter.integer(BigInteger.TWO)),
                        DerWriter.integer(new BigInteger(1, random)),
                        signer.identifier(),
                        name,
                        DerWriter.sequence(
                                time(notBefore.truncatedTo(ChronoUnit.SECONDS)),
                                time(notAfter.truncatedTo(ChronoUnit.SECONDS))),
                        name,
                        publicKeyInfo,
                        DerWriter.context(3, Extensions.server(names))));
    }

    /** A certification request (PKCS#10, RFC 2986) in DER. */
    public static byte[] request(
            TokenSigner signer, byte[] publicKeyInfo, X500Principal subject, List<String> names) {
        byte[] extensionRequest =
                DerWriter.sequence(
                        DerWriter.oid("1.2.840.113549.1.9.14"),
                        DerWriter.set(Extensions.server(names)));
        return signer.signed(
                DerWriter.sequence(
                        DerWriter.integer(BigInteger.ZERO),
                        subject.getEncoded(),
                        publicKeyInfo,
                        DerWriter.context(0, names.isEmpty() ? new byte[0] : extensionRequest)));
    }

    /** UTCTime or GeneralizedTime, as RFC 5280 wants it for this date. */
    static byte[] time(Instant time) {
        boolean utc = time.isBefore(YEAR_2050);
        String text =
                DateTimeFormatter.ofPattern(utc ? "yyMMddHHmmss'Z'" : "uuuuMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(time);
        return DerWriter.ascii(utc ? UTC_TIME : GENERALIZED_TIME, text);
    }
}
