package io.craton.hsm.cli.signature;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.WholeData;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.spi.der.EcdsaDer;
import java.io.IOException;
import java.io.InputStream;

/** What {@code sign} and {@code verify} have in common. */
public final class Signatures {
    private Signatures() {}

    /**
     * Opens what is signed.
     *
     * @throws CliException if the algorithm reads it twice and it is too long for that
     */
    public static InputStream data(
            Io io, String file, SignatureAlgorithm algorithm, TokenObject key) throws IOException {
        String other = algorithm.forLongData(key.kind());
        return other == null
                ? DataFile.open(io, file)
                : WholeData.open(
                        io,
                        file,
                        WholeData.LIMIT,
                        algorithm.name()
                                + " reads it twice; --mechanism "
                                + other
                                + " is the standard's form for data of any length");
    }

    /** A signature of the token as it is written. */
    public static byte[] written(SignatureAlgorithm algorithm, byte[] signature) {
        return algorithm.format() == SignatureAlgorithm.Format.ECDSA_DER
                ? EcdsaDer.encode(signature)
                : signature;
    }

    /** A written signature as the token wants it. */
    public static byte[] read(SignatureAlgorithm algorithm, TokenObject key, byte[] signature) {
        if (algorithm.format() != SignatureAlgorithm.Format.ECDSA_DER) {
            return signature;
        }
        Curve curve = key.curve().orElseThrow(() -> unknownCurve(algorithm, key));
        return EcdsaDer.decode(signature, curve.privateLength()).orElseThrow(Signatures::notDer);
    }

    private static CliException unknownCurve(SignatureAlgorithm algorithm, TokenObject key) {
        String curve = "the curve of '" + key.label() + "' is not one this command knows";
        return CliException.failed(
                curve + "; use --mechanism " + algorithm.name() + "inP1363Format");
    }

    private static HsmException notDer() {
        return new HsmException(
                ReturnCode.CKR_SIGNATURE_INVALID,
                "the signature is not a DER sequence of two numbers");
    }
}
