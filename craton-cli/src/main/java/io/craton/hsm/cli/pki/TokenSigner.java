package io.craton.hsm.cli.pki;

import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.cli.signature.Signatures;
import io.craton.hsm.spi.der.DerWriter;

/**
 * A private key of a token that signs certificates and requests.
 *
 * @param session the session to sign in
 * @param key the private key
 * @param algorithm the algorithm; it has an object identifier
 */
public record TokenSigner(Session session, ObjectHandle key, SignatureAlgorithm algorithm) {
    /** Refuses an algorithm that X.509 has no name for. */
    public TokenSigner {
        if (algorithm.oid() == null) {
            throw CliException.failed(
                    algorithm.name()
                            + " is not used in certificates here; choose another --mechanism");
        }
    }

    /**
     * {@code AlgorithmIdentifier}: RSA has a NULL parameter (RFC 4055), the others have none (RFC
     * 5758, 8410, 9881).
     */
    byte[] identifier() {
        byte[] oid = DerWriter.oid(String.valueOf(algorithm.oid()));
        return algorithm.name().endsWith("withRSA")
                ? DerWriter.sequence(oid, DerWriter.nothing())
                : DerWriter.sequence(oid);
    }

    /** What is to be signed, with the algorithm and the signature behind it. */
    byte[] signed(byte[] content) {
        byte[] signature =
                Signatures.written(algorithm, session.sign(algorithm.mechanism(), key, content));
        return DerWriter.sequence(content, identifier(), DerWriter.bits(signature));
    }
}
