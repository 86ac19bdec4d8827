package io.craton.hsm.provider.key;

import io.craton.hsm.Curve;
import io.craton.hsm.Curve.Form;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.EcParams;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The curves over prime fields as Java's parameters name them. */
public final class Curves {
    private Curves() {}

    /**
     * The curve that is named or given by its numbers.
     *
     * @param spec an {@link ECGenParameterSpec}, whose name is one of the table's or of the JDK's,
     *     or an {@link ECParameterSpec} of a curve that the JDK knows
     */
    public static Curve of(AlgorithmParameterSpec spec) throws InvalidAlgorithmParameterException {
        Optional<Curve> curve =
                spec instanceof ECGenParameterSpec named
                        ? Curve.ofName(named.getName()).or(() -> Curve.ofOid(named.getName()))
                        : Optional.empty();
        return (curve.isPresent() ? curve : asTheJdkKnowsIt(spec))
                .filter(known -> known.form() == Form.WEIERSTRASS)
                .orElseThrow(() -> refusal(spec));
    }

    private static Optional<Curve> asTheJdkKnowsIt(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", "SunEC");
            parameters.init(spec);
            return EcParams.curve(parameters.getEncoded());
        } catch (InvalidParameterSpecException | IOException | MalformedException e) {
            throw new InvalidAlgorithmParameterException(
                    "this curve is not known: " + describe(spec), e);
        } catch (GeneralSecurityException e) {
            throw new InvalidAlgorithmParameterException(
                    "the JDK's SunEC provider is needed to name a curve", e);
        }
    }

    /** Whether this JDK has the numbers of a curve, and so keys on it. */
    static boolean inThisJdk(Curve curve) {
        return !Unknown.CURVES.contains(curve);
    }

    /** Looked for when somebody first asks: not while a provider is registered. */
    private static final class Unknown {
        private static final Set<Curve> CURVES =
                Curve.all(Form.WEIERSTRASS).stream()
                        .filter(Unknown::isUnknown)
                        .collect(Collectors.toUnmodifiableSet());

        private static boolean isUnknown(Curve curve) {
            try {
                AlgorithmParameters.getInstance("EC", "SunEC")
                        .init(new ECGenParameterSpec(curve.oid()));
                return false;
            } catch (InvalidParameterSpecException e) {
                return true;
            } catch (GeneralSecurityException e) {
                // Without SunEC a key says so itself.
                return false;
            }
        }
    }

    private static InvalidAlgorithmParameterException refusal(AlgorithmParameterSpec spec) {
        String names =
                Curve.all(Form.WEIERSTRASS).stream()
                        .map(Curve::javaName)
                        .collect(Collectors.joining(", "));
        return new InvalidAlgorithmParameterException(
                "the token has no curve " + describe(spec) + "; it has " + names);
    }

    private static String describe(AlgorithmParameterSpec spec) {
        return spec instanceof ECGenParameterSpec named
                ? named.getName()
                : spec.getClass().getSimpleName();
    }
}
