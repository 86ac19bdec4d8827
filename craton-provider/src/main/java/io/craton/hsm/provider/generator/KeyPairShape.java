package io.craton.hsm.provider.generator;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.Curves;
import io.craton.hsm.provider.key.KeyAlgorithm;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The size, curve or parameter set of a key pair. Immutable.
 *
 * @param keyType the type of the keys
 * @param fixedName the one algorithm that a generator of this name makes, or null if its parameters
 *     choose
 * @param template the attributes of the public key that say it
 */
public record KeyPairShape(KeyType keyType, @Nullable String fixedName, Template template) {

    /** RSA with 3072 bits, as the JDK has it. */
    public static KeyPairShape rsa() {
        return rsa(3072, RSAKeyGenParameterSpec.F4);
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
        // secp256r1, 1.2.840.10045.3.1.7: written out, so that this needs no other provider when it
        // is registered.
        return curve(
                KeyType.CKK_EC,
                null,
                new byte[] {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7});
    }

    private static KeyPairShape curve(
            KeyType keyType, @Nullable String fixedName, byte[] parameters) {
        return new KeyPairShape(
                keyType,
                fixedName,
                Template.builder().set(AttributeType.CKA_EC_PARAMS, parameters).build());
    }

    /**
     * A named algorithm, as default or as the only one.
     *
     * @param fixed whether it is the only one
     */
    public static KeyPairShape named(KeyAlgorithm algorithm, boolean fixed) {
        String fixedName = fixed ? algorithm.name() : null;
        ParameterSet set = algorithm.parameterSet();
        if (set == null) {
            return curve(algorithm.keyType(), fixedName, Curves.parameters(algorithm));
        }
        return new KeyPairShape(
                algorithm.keyType(),
                fixedName,
                Template.builder().set(AttributeType.CKA_PARAMETER_SET, set.code()).build());
    }

    KeyPairShape ofSize(int bits) throws InvalidAlgorithmParameterException {
        return switch (keyType) {
            case CKK_RSA -> rsaChecked(bits, RSAKeyGenParameterSpec.F4);
            case CKK_EC ->
                    curve(
                            keyType,
                            null,
                            Curves.parameters(new ECGenParameterSpec(curveOfSize(bits))));
            case CKK_EC_EDWARDS ->
                    ofName(
                            bits == 255
                                    ? "Ed25519"
                                    : bits == 448 ? "Ed448" : "of " + bits + " bits");
            case CKK_EC_MONTGOMERY ->
                    ofName(bits == 255 ? "X25519" : bits == 448 ? "X448" : "of " + bits + " bits");
            default ->
                    throw new InvalidAlgorithmParameterException(
                            "a parameter set is chosen by its name");
        };
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

    private static String curveOfSize(int bits) throws InvalidAlgorithmParameterException {
        return switch (bits) {
            case 256, 384, 521 -> "secp" + bits + "r1";
            default ->
                    throw new InvalidAlgorithmParameterException(
                            "there is no default curve of "
                                    + bits
                                    + " bits; use 256, 384 or 521, or name the curve");
        };
    }

    KeyPairShape of(@Nullable AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (keyType == KeyType.CKK_RSA && spec instanceof RSAKeyGenParameterSpec rsa) {
            return rsaChecked(rsa.getKeysize(), rsa.getPublicExponent());
        }
        if (keyType == KeyType.CKK_EC && spec instanceof ECParameterSpec) {
            return curve(keyType, null, Curves.parameters(spec));
        }
        if (spec instanceof ECGenParameterSpec named) {
            return keyType == KeyType.CKK_EC
                    ? curve(keyType, null, Curves.parameters(spec))
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
