package io.craton.hsm.provider.generator;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.Curves;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.PssKeys;
import io.craton.hsm.spi.der.EcParams;
import io.craton.hsm.spi.der.PssParameters;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The size, curve or parameter set of a key pair. Immutable.
 *
 * @param keyType the type of the keys
 * @param fixedName the one algorithm that a generator of this name makes, or null if its parameters
 *     choose
 * @param template the attributes of the public key that say it
 * @param limits what both keys are for, if not for everything that keys of their type are for
 */
public record KeyPairShape(
        KeyType keyType, @Nullable String fixedName, Template template, Template limits) {

    private KeyPairShape(KeyType keyType, @Nullable String fixedName, Template template) {
        this(keyType, fixedName, template, Template.empty());
    }

    /** RSA with 3072 bits, as the JDK has it. */
    public static KeyPairShape rsa() {
        return rsa(3072, RSAKeyGenParameterSpec.F4);
    }

    /** The same for PSS alone, with any digest. */
    public static KeyPairShape rsaPss() {
        KeyPairShape rsa = rsa();
        return new KeyPairShape(
                rsa.keyType,
                KeyAlgorithm.RSASSA_PSS.name(),
                rsa.template,
                allowing(PssParameters.anyDigest()));
    }

    private static Template allowing(Set<MechanismType> mechanisms) {
        return Template.builder().set(AttributeType.CKA_ALLOWED_MECHANISMS, mechanisms).build();
    }

    private static KeyPairShape rsa(int bits, BigInteger exponent) {
        return new KeyPairShape(
                KeyType.CKK_RSA,
                null,
                Template.builder()
                        .set(AttributeType.CKA_MODULUS_BITS, (long) bits)
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, exponent.toByteArray())
                        .build());
    }

    /** P-256. */
    public static KeyPairShape ec() {
        return curve(Curve.P256, null);
    }

    private static KeyPairShape curve(Curve curve, @Nullable String fixedName) {
        return new KeyPairShape(
                curve.keyType(),
                fixedName,
                Template.builder().set(AttributeType.CKA_EC_PARAMS, EcParams.of(curve)).build());
    }

    /**
     * A named algorithm, as default or as the only one.
     *
     * @param fixed whether it is the only one
     */
    public static KeyPairShape named(KeyAlgorithm algorithm, boolean fixed) {
        String fixedName = fixed ? algorithm.name() : null;
        Curve curve = algorithm.curve();
        if (curve != null) {
            return curve(curve, fixedName);
        }
        ParameterSet set = algorithm.parameterSet();
        if (set == null) {
            throw new IllegalArgumentException(
                    "the name " + algorithm.name() + " says neither a curve nor a parameter set");
        }
        return new KeyPairShape(
                algorithm.keyType(),
                fixedName,
                Template.builder().set(AttributeType.CKA_PARAMETER_SET, set.code()).build());
    }

    KeyPairShape ofSize(int bits) throws InvalidAlgorithmParameterException {
        if (keyType == KeyType.CKK_RSA) {
            return limited(rsaChecked(bits, RSAKeyGenParameterSpec.F4), limits);
        }
        Curve curve = curveOfSize(bits);
        return keyType == KeyType.CKK_EC ? curve(curve, null) : ofName(curve.javaName());
    }

    private static KeyPairShape rsaChecked(int bits, BigInteger exponent)
            throws InvalidAlgorithmParameterException {
        if (bits < 1024) {
            throw new InvalidAlgorithmParameterException(
                    "RSA keys of " + bits + " bits are not possible");
        }
        if (!exponent.testBit(0) || exponent.bitLength() < 2 || exponent.bitLength() > 64) {
            throw new InvalidAlgorithmParameterException(
                    "the public exponent is odd, greater than 1, and has at most 64 bits");
        }
        return rsa(bits, exponent);
    }

    private KeyPairShape limited(KeyPairShape shape, Template to) {
        return new KeyPairShape(shape.keyType, fixedName, shape.template, to);
    }

    private KeyPairShape ofRsa(RSAKeyGenParameterSpec rsa)
            throws InvalidAlgorithmParameterException {
        KeyPairShape sized = rsaChecked(rsa.getKeysize(), rsa.getPublicExponent());
        AlgorithmParameterSpec parameters = rsa.getKeyParams();
        if (parameters == null) {
            return limited(sized, limits);
        }
        if (fixedName == null || !(parameters instanceof PSSParameterSpec pss)) {
            throw new InvalidAlgorithmParameterException(
                    "RSA keys have no parameters; those of RSASSA-PSS have a PSSParameterSpec");
        }
        return limited(sized, allowing(PssKeys.mechanisms(pss)));
    }

    /** Of several curves of a size, the one that the JDK takes for it, too. */
    private Curve curveOfSize(int bits) throws InvalidAlgorithmParameterException {
        List<Curve> usual = Curve.all(keyType).stream().filter(Curve::inJdk).toList();
        if (usual.isEmpty()) {
            throw new InvalidAlgorithmParameterException("a parameter set is chosen by its name");
        }
        return usual.stream()
                .filter(curve -> curve.fieldBits() == bits)
                .findFirst()
                .orElseThrow(
                        () ->
                                new InvalidAlgorithmParameterException(
                                        "there is no usual curve of "
                                                + bits
                                                + " bits; the sizes are "
                                                + sizes(usual)
                                                + ", and others are chosen by their names"));
    }

    private static String sizes(List<Curve> curves) {
        return curves.stream()
                .map(curve -> String.valueOf(curve.fieldBits()))
                .collect(Collectors.joining(", "));
    }

    KeyPairShape of(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (keyType == KeyType.CKK_RSA && spec instanceof RSAKeyGenParameterSpec rsa) {
            return ofRsa(rsa);
        }
        if (keyType == KeyType.CKK_EC && spec instanceof ECParameterSpec) {
            return curve(Curves.of(spec), null);
        }
        if (spec instanceof ECGenParameterSpec named) {
            return keyType == KeyType.CKK_EC
                    ? curve(Curves.of(spec), null)
                    : ofName(named.getName());
        }
        if (spec instanceof NamedParameterSpec named
                && keyType != KeyType.CKK_RSA
                && keyType != KeyType.CKK_EC) {
            return ofName(named.getName());
        }
        throw new InvalidAlgorithmParameterException(
                "a generator of "
                        + keyType
                        + " does not take a "
                        + (spec == null ? "null" : spec.getClass().getSimpleName()));
    }

    private KeyPairShape ofName(String name) throws InvalidAlgorithmParameterException {
        KeyAlgorithm algorithm =
                KeyAlgorithm.ofName(name)
                        .or(() -> KeyAlgorithm.ofCurve(name))
                        .filter(found -> found.keyType() == keyType)
                        .filter(found -> fixedName == null || fixedName.equals(found.name()))
                        .orElseThrow(
                                () ->
                                        new InvalidAlgorithmParameterException(
                                                "this generator makes no keys "
                                                        + name
                                                        + (fixedName == null
                                                                ? ""
                                                                : ", only " + fixedName)));
        return named(algorithm, fixedName != null);
    }
}
