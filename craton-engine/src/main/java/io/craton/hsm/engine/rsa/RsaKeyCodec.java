package io.craton.hsm.engine.rsa;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.KeyOid;
import io.craton.hsm.spi.der.KeyWriter;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/** RSA keys as attributes, SubjectPublicKeyInfo and PKCS#8. */
public final class RsaKeyCodec implements KeyCodec {
    private static final byte[] RSA = KeyWriter.identifier(KeyOid.RSA.oid(), DerWriter.nothing());

    @Override
    public KeyMaterial importPublic(Template template) {
        BigInteger n = ByteArrays.number(Attributes.bytes(template, AttributeType.CKA_MODULUS));
        BigInteger e =
                ByteArrays.number(Attributes.bytes(template, AttributeType.CKA_PUBLIC_EXPONENT));
        checkSize(n);
        Attributes.require(n.testBit(0), "an RSA modulus is odd");
        Attributes.require(
                e.testBit(0) && e.bitLength() > 1 && e.bitLength() <= 256 && e.compareTo(n) < 0,
                "an RSA public exponent is odd, at least 3 and at most 256 bits long");
        Long bits = template.get(AttributeType.CKA_MODULUS_BITS);
        if (bits != null && bits != n.bitLength()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "CKA_MODULUS_BITS is not the length of CKA_MODULUS");
        }
        return RsaNumbers.publicMaterial(n, e);
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        BigInteger n = ByteArrays.number(Attributes.bytes(template, AttributeType.CKA_MODULUS));
        byte[] exponent = Attributes.bytes(template, AttributeType.CKA_PRIVATE_EXPONENT);
        BigInteger d = ByteArrays.number(exponent);
        ByteArrays.wipe(exponent);
        checkSize(n);
        BigInteger e =
                number(template, AttributeType.CKA_PUBLIC_EXPONENT)
                        .or(() -> RsaNumbers.findExponent(n, d))
                        .orElseThrow(RsaKeyCodec::noExponent);
        BigInteger p =
                number(template, AttributeType.CKA_PRIME_1)
                        .or(() -> RsaNumbers.findPrime(n, e, d))
                        .orElseThrow(RsaKeyCodec::notOneKey);
        Attributes.require(
                p.bitLength() > 1 && n.mod(p).signum() == 0,
                "CKA_PRIME_1 does not divide CKA_MODULUS");
        BigInteger q = number(template, AttributeType.CKA_PRIME_2).orElseGet(() -> n.divide(p));
        Attributes.require(
                q.bitLength() > 1 && q.gcd(p).equals(BigInteger.ONE),
                "CKA_PRIME_2 is 1 or less, or has a common divisor with CKA_PRIME_1");
        RsaNumbers all = RsaNumbers.of(n, e, d, p, q);
        return new RsaNumbers(
                        n,
                        e,
                        d,
                        p,
                        q,
                        number(template, AttributeType.CKA_EXPONENT_1).orElse(all.dp()),
                        number(template, AttributeType.CKA_EXPONENT_2).orElse(all.dq()),
                        number(template, AttributeType.CKA_COEFFICIENT).orElse(all.qInv()))
                .checked()
                .privateMaterial(purpose(template));
    }

    private static HsmException noExponent() {
        return new HsmException(
                ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                "the template has no CKA_PUBLIC_EXPONENT, and it is none of the common ones");
    }

    private static HsmException notOneKey() {
        return Attributes.invalid("the components of the RSA private key do not belong together");
    }

    /** What the file of a key says that it is for: an RSASSA-PSS key signs with PSS alone. */
    private static Template purpose(Template template) {
        Set<MechanismType> mechanisms = template.get(AttributeType.CKA_ALLOWED_MECHANISMS);
        return mechanisms == null
                ? Template.empty()
                : Template.builder().set(AttributeType.CKA_ALLOWED_MECHANISMS, mechanisms).build();
    }

    private static Optional<BigInteger> number(Template template, AttributeType<byte[]> type) {
        byte[] value = template.get(type);
        if (value == null || value.length == 0) {
            return Optional.empty();
        }
        BigInteger number = ByteArrays.number(value);
        ByteArrays.wipe(value);
        return Optional.of(number);
    }

    private static void checkSize(BigInteger n) {
        int bits = n.bitLength();
        if (bits < RsaKeyPairs.MIN_BITS || bits > RsaKeyPairs.MAX_BITS) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "an RSA modulus has "
                            + RsaKeyPairs.MIN_BITS
                            + " to "
                            + RsaKeyPairs.MAX_BITS
                            + " bits, not "
                            + bits);
        }
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        return KeyWriter.publicKey(
                RSA,
                DerWriter.sequence(
                        number(key, AttributeType.CKA_MODULUS),
                        number(key, AttributeType.CKA_PUBLIC_EXPONENT)));
    }

    private static byte[] number(KeyMaterial key, AttributeType<byte[]> type) {
        return DerWriter.integer(ByteArrays.number(key.component(type)));
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        byte[][] numbers = {
            DerWriter.integer(BigInteger.ZERO),
            number(key, AttributeType.CKA_MODULUS),
            number(key, AttributeType.CKA_PUBLIC_EXPONENT),
            secret(key, AttributeType.CKA_PRIVATE_EXPONENT),
            secret(key, AttributeType.CKA_PRIME_1),
            secret(key, AttributeType.CKA_PRIME_2),
            secret(key, AttributeType.CKA_EXPONENT_1),
            secret(key, AttributeType.CKA_EXPONENT_2),
            secret(key, AttributeType.CKA_COEFFICIENT)
        };
        return KeyWriter.privateKey(RSA, KeyWriter.secret(DerReader.SEQUENCE, numbers));
    }

    private static byte[] secret(KeyMaterial key, AttributeType<byte[]> type) {
        return key.secret(type)
                .use(SecretAccess.READ, value -> DerWriter.integer(ByteArrays.number(value)));
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return RsaNumbers.publicMaterial(
                ByteArrays.number(privateKey.component(AttributeType.CKA_MODULUS)),
                ByteArrays.number(privateKey.component(AttributeType.CKA_PUBLIC_EXPONENT)));
    }

    @Override
    public long size(KeyMaterial key) {
        return ByteArrays.number(key.component(AttributeType.CKA_MODULUS)).bitLength();
    }
}
