package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.DerWriter;
import org.bouncycastle.math.ec.ECPoint;

/** Points of Weierstrass curves as bytes. */
final class EcPoints {
    private EcPoints() {}

    /**
     * The point in {@code CKA_EC_POINT} or in a mechanism parameter: DER OCTET STRING, or the point
     * itself; uncompressed or compressed.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if it is not a point of the curve, or not
     *     of the right order
     */
    static ECPoint decode(Curve curve, byte[] encoded) {
        byte[] bytes = unwrap(curve, encoded);
        ECPoint point =
                Guard.call(
                        ReturnCode.CKR_PUBLIC_KEY_INVALID,
                        "the point is not a point of the curve " + curve.javaName(),
                        () -> EcDomains.of(curve).getCurve().decodePoint(bytes));
        // All the curves of the table have the cofactor 1, so that each of their points has the
        // right order.
        if (point.isInfinity() || !point.isValid()) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "the point is not a point of the curve " + curve.javaName());
        }
        return point;
    }

    private static byte[] unwrap(Curve curve, byte[] encoded) {
        int field = (curve.fieldBits() + 7) / 8;
        byte[] bytes = hasForm(encoded, field) ? encoded : octets(encoded);
        if (!hasForm(bytes, field)) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "the point has not the form of a point of the curve " + curve.javaName());
        }
        return bytes;
    }

    private static boolean hasForm(byte[] bytes, int field) {
        boolean uncompressed = bytes.length == 2 * field + 1 && bytes[0] == 4;
        boolean compressed = bytes.length == field + 1 && (bytes[0] == 2 || bytes[0] == 3);
        return uncompressed || compressed;
    }

    /** The content of a DER OCTET STRING without anything after it. */
    static byte[] octets(byte[] encoded) {
        try {
            DerReader reader = new DerReader(encoded);
            byte[] octets = reader.octetString();
            reader.finish();
            return octets;
        } catch (MalformedException e) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "the point is neither raw nor a DER OCTET STRING",
                    e);
        }
    }

    /** The uncompressed point. */
    static byte[] encode(ECPoint point) {
        return point.getEncoded(false);
    }

    /** {@code CKA_EC_POINT}: the uncompressed point in a DER OCTET STRING. */
    static byte[] attribute(ECPoint point) {
        return DerWriter.octets(encode(point));
    }
}
