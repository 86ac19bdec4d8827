package io.craton.hsm.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;

/** Generates RSA key pairs. */
final class RsaKeyPairs {
    /** The smallest modulus that is generated or taken in, in bits; policy raises it. */
    static final int MIN_BITS = 1024;

    /** The largest modulus that is generated or taken in, in bits. */
    static final int MAX_BITS = Limits.RSA_BITS;

    private final Libraries libraries;

    RsaKeyPairs(Libraries libraries) {
        this.libraries = libraries;
    }

    /**
     * A new key pair.
     *
     * @param template {@code CKA_MODULUS_BITS}, a multiple of 64, and {@code CKA_PUBLIC_EXPONENT},
     *     65537 if not given
     */
    KeyPairMaterial generate(Template template) {
        long bits = Attributes.required(template, AttributeType.CKA_MODULUS_BITS);
        if (bits < MIN_BITS || bits > MAX_BITS || bits % 64 != 0) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "an RSA modulus has "
                            + MIN_BITS
                            + " to "
                            + MAX_BITS
                            + " bits, a multiple of 64; not "
                            + bits);
        }
        byte[] wanted = template.get(AttributeType.CKA_PUBLIC_EXPONENT);
        BigInteger exponent =
                wanted == null ? RSAKeyGenParameterSpec.F4 : ByteArrays.number(wanted);
        Attributes.require(
                exponent.testBit(0) && exponent.bitLength() >= 2 && exponent.bitLength() <= 64,
                "CKA_PUBLIC_EXPONENT has to be odd, at least 3 and at most 64 bits long");
        RSAKeyGenParameterSpec spec = new RSAKeyGenParameterSpec((int) bits, exponent);
        KeyPair pair = Guard.call("the RSA key pair cannot be generated", () -> generate(spec));
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        RsaNumbers numbers =
                new RsaNumbers(
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient());
        return new KeyPairMaterial(numbers.publicMaterial(), numbers.privateMaterial());
    }

    private KeyPair generate(RSAKeyGenParameterSpec spec) throws GeneralSecurityException {
        Provider provider = libraries.provider(Primitive.RSA_KEY_PAIR, "KeyPairGenerator", "RSA");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", provider);
        generator.initialize(spec, libraries.random());
        return generator.generateKeyPair();
    }
}
