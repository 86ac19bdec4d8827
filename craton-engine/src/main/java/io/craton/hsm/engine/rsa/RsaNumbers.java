package io.craton.hsm.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All the numbers of an RSA private key. */
record RsaNumbers(
        BigInteger n,
        BigInteger e,
        BigInteger d,
        BigInteger p,
        BigInteger q,
        BigInteger dp,
        BigInteger dq,
        BigInteger qInv) {
    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger TWO = BigInteger.TWO;
    private static final int[] COMMON_EXPONENTS = {65537, 3, 17, 5, 257};

    /** All the numbers from the primes. */
    static RsaNumbers of(BigInteger n, BigInteger e, BigInteger d, BigInteger p, BigInteger q) {
        return new RsaNumbers(
                n, e, d, p, q, d.mod(p.subtract(ONE)), d.mod(q.subtract(ONE)), q.modInverse(p));
    }

    /** Fails with {@code CKR_ATTRIBUTE_VALUE_INVALID} if the numbers are not those of one key. */
    RsaNumbers checked() {
        BigInteger p1 = p.subtract(ONE);
        BigInteger q1 = q.subtract(ONE);
        require(
                p.bitLength() > 1 && q.bitLength() > 1 && !p.equals(q) && p.multiply(q).equals(n),
                "the primes do not make the modulus");
        require(e.testBit(0) && e.bitLength() > 1, "the public exponent is even, or less than 3");
        require(
                e.multiply(d).mod(p1).equals(ONE) && e.multiply(d).mod(q1).equals(ONE),
                "the private exponent is not the inverse of the public one");
        require(
                dp.equals(d.mod(p1)) && dq.equals(d.mod(q1)),
                "the exponent of a prime is not the private exponent modulo that prime less 1");
        require(
                qInv.signum() > 0 && qInv.compareTo(p) < 0 && qInv.multiply(q).mod(p).equals(ONE),
                "the coefficient is not the inverse of the second prime modulo the first");
        require(p.isProbablePrime(40) && q.isProbablePrime(40), "a prime is none");
        return this;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw Attributes.invalid(
                    "the components of the RSA private key do not belong together: " + otherwise);
        }
    }

    /** The public exponent, if it is one of the common ones. */
    static Optional<BigInteger> findExponent(BigInteger n, BigInteger d) {
        for (int common : COMMON_EXPONENTS) {
            BigInteger e = BigInteger.valueOf(common);
            if (TWO.modPow(e.multiply(d), n).equals(TWO)) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /**
     * The primes, larger one first, from both exponents (SP 800-56B, appendix C); empty if the key
     * is not valid.
     */
    static Optional<BigInteger> findPrime(BigInteger n, BigInteger e, BigInteger d) {
        BigInteger k = e.multiply(d).subtract(ONE);
        if (k.signum() <= 0 || k.testBit(0)) {
            return Optional.empty();
        }
        int twos = k.getLowestSetBit();
        BigInteger odd = k.shiftRight(twos);
        for (int base = 2; base < 102; base++) {
            BigInteger y = BigInteger.valueOf(base).modPow(odd, n);
            for (int i = 0; i < twos && !y.equals(ONE) && !y.equals(n.subtract(ONE)); i++) {
                BigInteger x = y.multiply(y).mod(n);
                if (x.equals(ONE)) {
                    BigInteger p = y.subtract(ONE).gcd(n);
                    return Optional.of(p.max(n.divide(p)));
                }
                y = x;
            }
        }
        return Optional.empty();
    }

    /** The public key. */
    KeyMaterial publicMaterial() {
        return publicMaterial(n, e);
    }

    /** A public key. */
    static KeyMaterial publicMaterial(BigInteger n, BigInteger e) {
        return Secrets.publicKey(
                KeyType.CKK_RSA,
                Template.builder()
                        .set(AttributeType.CKA_MODULUS, ByteArrays.unsigned(n))
                        .set(AttributeType.CKA_MODULUS_BITS, (long) n.bitLength())
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, ByteArrays.unsigned(e))
                        .build());
    }

    /** The private key. */
    KeyMaterial privateMaterial() {
        return privateMaterial(Template.empty());
    }

    /** The private key, with further public components. */
    KeyMaterial privateMaterial(Template more) {
        Map<AttributeType<byte[]>, SecretBytes> secrets = new LinkedHashMap<>();
        secrets.put(AttributeType.CKA_PRIVATE_EXPONENT, secret(d));
        secrets.put(AttributeType.CKA_PRIME_1, secret(p));
        secrets.put(AttributeType.CKA_PRIME_2, secret(q));
        secrets.put(AttributeType.CKA_EXPONENT_1, secret(dp));
        secrets.put(AttributeType.CKA_EXPONENT_2, secret(dq));
        secrets.put(AttributeType.CKA_COEFFICIENT, secret(qInv));
        Template components =
                Template.builder()
                        .set(AttributeType.CKA_MODULUS, ByteArrays.unsigned(n))
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, ByteArrays.unsigned(e))
                        .setAll(more)
                        .build();
        return KeyMaterial.of(ObjectClass.CKO_PRIVATE_KEY, KeyType.CKK_RSA, components, secrets);
    }

    private static SecretBytes secret(BigInteger number) {
        return SecretBytes.take(ByteArrays.unsigned(number));
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "RsaNumbers[" + n.bitLength() + " bits]";
    }
}
