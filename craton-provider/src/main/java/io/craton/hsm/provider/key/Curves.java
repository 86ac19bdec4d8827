package io.craton.hsm.provider.key;

import io.craton.hsm.spi.der.DerWriter;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.HexFormat;
import java.util.Set;

/** Curves as {@code CKA_EC_PARAMS} names them. */
public final class Curves {
    // The curves of the module over prime fields, as CKA_EC_PARAMS has them.
    private static final Set<String> WEIERSTRASS =
            Set.of(
                    "06082a8648ce3d030107",
                    "06052b81040022",
                    "06052b81040023",
                    "06052b8104000a",
                    "06092b2403030208010107",
                    "06092b2403030208010109",
                    "06092b240303020801010b",
                    "06092b240303020801010d");

    private Curves() {}

    /**
     * The value of {@code CKA_EC_PARAMS} for an Edwards or Montgomery curve: its object identifier.
     */
    public static byte[] parameters(KeyAlgorithm algorithm) {
        return DerWriter.oid(algorithm.oid());
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
            if (!WEIERSTRASS.contains(HexFormat.of().formatHex(der))) {
                throw new InvalidAlgorithmParameterException(
                        "the token has no curve "
                                + describe(spec)
                                + "; it has secp256r1, secp384r1, secp521r1, secp256k1 and brainpoolP256r1, P320r1, P384r1, P512r1");
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
