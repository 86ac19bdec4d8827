package io.craton.hsm.provider.key;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;

/** Curves as {@code CKA_EC_PARAMS} names them. */
public final class Curves {
    private Curves() {}

    /**
     * The value of {@code CKA_EC_PARAMS} for an Edwards or Montgomery curve: its object identifier.
     */
    public static byte[] parameters(KeyAlgorithm algorithm) {
        // 1.3.101.n
        int last =
                Integer.parseInt(algorithm.oid().substring(algorithm.oid().lastIndexOf('.') + 1));
        return new byte[] {DerReader.OID, 3, 0x2b, 0x65, (byte) last};
    }

    /**
     * The value of {@code CKA_EC_PARAMS} for a curve that is named or given by its numbers.
     *
     * @param spec an {@link ECGenParameterSpec} or {@link ECParameterSpec} of a curve that has a
     *     name
     */
    public static byte[] parameters(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
            parameters.init(spec);
            byte[] der = parameters.getEncoded();
            if (der[0] != DerReader.OID) {
                throw new InvalidAlgorithmParameterException(
                        "only curves with a name are supported");
            }
            return der;
        } catch (InvalidParameterSpecException | IOException e) {
            throw new InvalidAlgorithmParameterException(
                    "this curve is not known: " + describe(spec), e);
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(
                    "the JDK's SunEC provider is needed to name a curve", e);
        }
    }

    private static String describe(AlgorithmParameterSpec spec) {
        return spec instanceof ECGenParameterSpec named
                ? named.getName()
                : spec.getClass().getSimpleName();
    }
}
