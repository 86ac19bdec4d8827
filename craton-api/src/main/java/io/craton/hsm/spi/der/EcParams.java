package io.craton.hsm.spi.der;

import io.craton.hsm.Curve;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code CKA_EC_PARAMS} (PKCS#11 v3.2, section 6.3.3): the object identifier of a curve, or its
 * name in a {@code PrintableString}. Explicit parameters are not understood.
 */
public final class EcParams {
    private static final int UTF8_STRING = 0x0c;
    private static final int PRINTABLE_STRING = 0x13;

    private EcParams() {}

    /** The value for a curve: its object identifier in DER. */
    public static byte[] of(Curve curve) {
        return DerWriter.oid(curve.oid());
    }

    /**
     * The curve that a value names.
     *
     * @return empty for a curve that this module does not know
     * @throws MalformedException if it is neither an object identifier nor a name in DER
     */
    public static Optional<Curve> curve(byte[] ecParams) throws MalformedException {
        DerReader reader = new DerReader(ecParams);
        Optional<Curve> curve =
                switch (reader.peek()) {
                    case DerReader.OID -> Curve.ofOid(reader.oid());
                    case PRINTABLE_STRING, UTF8_STRING -> Curve.ofName(text(reader));
                    default ->
                            throw new MalformedException(
                                    "neither an object identifier nor the name of a curve");
                };
        reader.finish();
        return curve;
    }

    private static String text(DerReader reader) throws MalformedException {
        return new String(reader.bytes(reader.peek()), StandardCharsets.US_ASCII);
    }
}
