package io.craton.hsm.cli.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Makes certificates (RFC 5280 section 4.1) and requests that a key of a token signs for itself.
 */
public final class X509 {
    private static final int SERIAL_BYTES = 16;

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
                Der.sequence(
                        Der.context(0, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(1, random)),
                        signer.identifier(),
                        name,
                        Der.sequence(
                                Der.time(notBefore.truncatedTo(ChronoUnit.SECONDS)),
                                Der.time(notAfter.truncatedTo(ChronoUnit.SECONDS))),
                        name,
                        publicKeyInfo,
                        Der.context(3, Extensions.server(names))));
    }

    /** A certification request (PKCS#10, RFC 2986) in DER. */
    public static byte[] request(
            TokenSigner signer, byte[] publicKeyInfo, X500Principal subject, List<String> names) {
        byte[] extensionRequest =
                Der.sequence(Der.oid("1.2.840.113549.1.9.14"), Der.set(Extensions.server(names)));
        return signer.signed(
                Der.sequence(
                        Der.integer(BigInteger.ZERO),
                        subject.getEncoded(),
                        publicKeyInfo,
                        Der.context(0, names.isEmpty() ? new byte[0] : extensionRequest)));
    }
}
