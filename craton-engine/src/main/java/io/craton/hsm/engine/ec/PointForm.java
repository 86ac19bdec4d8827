package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;

/** The forms in which a point comes in {@code CKA_EC_POINT} (PKCS#11 v3.2, section 6.3.3). */
final class PointForm {
    private PointForm() {}

    /**
     * A point of a curve of Weierstrass without a DER OCTET STRING around it: uncompressed or
     * compressed, of the right length.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if it has neither form
     */
    static byte[] bare(Curve curve, byte[] encoded) {
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

    /**
     * The content of a DER OCTET STRING without anything after it.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if it is none
     */
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
}
