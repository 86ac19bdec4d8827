package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.spec.ECPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.jcajce.provider.util.DigestFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * The arithmetic of one curve of Weierstrass, by Bouncy Castle. It and {@link EdwardsMontgomery}
 * are all that names a library's elliptic curves: who replaces the library replaces these two. Safe
 * for use by several threads.
 */
final class Weierstrass {
    private final Curve curve;
    // Keeps multiples of the base point.
    private final ECNamedDomainParameters domain;

    private Weierstrass(Curve curve) {
        this.curve = curve;
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(curve.oid());
        X9ECParameters own = CustomNamedCurves.getByOID(oid);
        X9ECParameters parameters = own == null ? ECNamedCurveTable.getByOID(oid) : own;
        this.domain = new ECNamedDomainParameters(oid, parameters);
    }

    /** The arithmetic of a curve, one object for each. */
    static Weierstrass of(Curve curve) {
        return Objects.requireNonNull(Loaded.ALL.get(curve), "a curve of Weierstrass");
    }

    // Loaded when a curve is first used.
    private static final class Loaded {
        private static final Map<Curve, Weierstrass> ALL = new EnumMap<>(Curve.class);

        static {
            Curve.all(Curve.Form.WEIERSTRASS)
                    .forEach(curve -> ALL.put(curve, new Weierstrass(curve)));
        }
    }

    /** An object identifier with the name that people know, and a space; empty if it is none. */
    static String describe(byte[] ecParams) {
        try {
            ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(new DerReader(ecParams).oid());
            String name = ECNamedCurveTable.getName(oid);
            return name == null ? oid.getId() + " " : oid.getId() + " (" + name + ") ";
        } catch (MalformedException e) {
            return "";
        }
    }

    /** A point of a curve, not the one at infinity. Two of one curve are equal if they are one. */
    static final class Point {
        // With what the library computed of it.
        private final ECPublicKeyParameters key;

        private Point(ECPublicKeyParameters key) {
            this.key = key;
        }

        /** The uncompressed form: 4, and both coordinates (SEC 1, section 2.3.3). */
        byte[] encoded() {
            return key.getQ().getEncoded(false);
        }

        /** {@code CKA_EC_POINT}: the uncompressed form in a DER OCTET STRING. */
        byte[] attribute() {
            return DerWriter.octets(encoded());
        }

        /** The coordinates. */
        ECPoint affine() {
            return new ECPoint(
                    key.getQ().getAffineXCoord().toBigInteger(),
                    key.getQ().getAffineYCoord().toBigInteger());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Point point && key.getQ().equals(point.key.getQ());
        }

        @Override
        public int hashCode() {
            return key.getQ().hashCode();
        }
    }

    private Point point(org.bouncycastle.math.ec.ECPoint point) {
        return new Point(new ECPublicKeyParameters(point, domain));
    }

    /** The order of the base point. */
    BigInteger order() {
        return domain.getN();
    }

    /** A new private key: uniform in 1..n-1 by rejection (FIPS 186-5, A.2.2). */
    BigInteger newPrivateKey(SecureRandom random) {
        return BigIntegers.createRandomInRange(
                BigInteger.ONE, order().subtract(BigInteger.ONE), random);
    }

    /** The public key of a private key. */
    Point publicPoint(BigInteger d) {
        return point(new FixedPointCombMultiplier().multiply(domain.getG(), d).normalize());
    }

    /**
     * The point in {@code CKA_EC_POINT} or in a mechanism parameter: DER OCTET STRING, or the point
     * itself; uncompressed or compressed.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if it is not a point of the curve, or not
     *     of the right order
     */
    Point decode(byte[] encoded) {
        byte[] bytes = PointForm.bare(curve, encoded);
        org.bouncycastle.math.ec.ECPoint point =
                Guard.call(
                        ReturnCode.CKR_PUBLIC_KEY_INVALID,
                        notOnCurve(),
                        () -> domain.getCurve().decodePoint(bytes));
        // All the curves of the table have the cofactor 1, so that each of their points has the
        // right order.
        if (point.isInfinity() || !point.isValid()) {
            throw new HsmException(ReturnCode.CKR_PUBLIC_KEY_INVALID, notOnCurve());
        }
        return point(point);
    }

    private String notOnCurve() {
        return "the point is not a point of the curve " + curve.javaName();
    }

    /** The shared secret: the first coordinate, as long as the field (SEC 1, section 3.3.1). */
    byte[] agree(BigInteger d, Point other) {
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(privateKey(d));
        return ByteArrays.fixed(
                agreement.calculateAgreement(other.key), (curve.fieldBits() + 7) / 8);
    }

    /** An ECDSA signature with a random number: r and s side by side. */
    byte[] sign(BigInteger d, byte[] digest, SecureRandom random) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(privateKey(d), random));
        return plain(signer.generateSignature(digest));
    }

    /** The ECDSA signature whose number follows from key and data (RFC 6979, section 3.2). */
    byte[] sign(BigInteger d, byte[] digest, Digest hash) {
        ECDSASigner signer =
                new ECDSASigner(
                        new HMacDSAKCalculator(DigestFactory.getDigest(hash.standardName())));
        signer.init(true, privateKey(d));
        return plain(signer.generateSignature(digest));
    }

    /** Whether r and s, both between 0 and the order, are a signature of the digest. */
    boolean verify(Point publicKey, byte[] digest, BigInteger r, BigInteger s) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, publicKey.key);
        return signer.verifySignature(digest, r, s);
    }

    private ECPrivateKeyParameters privateKey(BigInteger d) {
        return new ECPrivateKeyParameters(d, domain);
    }

    private byte[] plain(BigInteger[] signature) {
        int length = curve.privateLength();
        return ByteArrays.join(
                ByteArrays.fixed(signature[0], length), ByteArrays.fixed(signature[1], length));
    }
}
