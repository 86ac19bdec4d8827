package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.EcParams;
import java.util.Optional;
import java.util.stream.Collectors;

/** The curve of a key, from its {@code CKA_EC_PARAMS}. */
final class CurveParams {
    private CurveParams() {}

    /** The curve of a key of the type {@code CKK_EC}; see {@link #of(KeyType, byte[])}. */
    static Curve of(byte[] ecParams) {
        return of(KeyType.CKK_EC, ecParams);
    }

    /**
     * The curve that a value names, by its object identifier or by its name.
     *
     * @throws HsmException {@code CKR_CURVE_NOT_SUPPORTED} for a curve that keys of this type do
     *     not have, {@code CKR_DOMAIN_PARAMS_INVALID} for other forms
     */
    static Curve of(KeyType keyType, byte[] ecParams) {
        Optional<Curve> curve;
        try {
            curve = EcParams.curve(ecParams);
        } catch (MalformedException e) {
            throw new HsmException(ReturnCode.CKR_DOMAIN_PARAMS_INVALID, refusal(ecParams), e);
        }
        return curve.filter(known -> known.keyType() == keyType)
                .orElseThrow(() -> unsupported(keyType, ecParams));
    }

    private static String refusal(byte[] ecParams) {
        return new DerReader(ecParams).peek() == DerReader.SEQUENCE
                ? "explicit curve parameters are not supported; name the curve by its object identifier"
                : "CKA_EC_PARAMS is neither an object identifier nor the name of a curve in DER";
    }

    private static HsmException unsupported(KeyType keyType, byte[] ecParams) {
        String supported =
                Curve.all(keyType).stream().map(Curve::javaName).collect(Collectors.joining(", "));
        return new HsmException(
                ReturnCode.CKR_CURVE_NOT_SUPPORTED,
                "the curve "
                        + Weierstrass.describe(ecParams)
                        + "is not supported for keys of the type "
                        + keyType
                        + "; supported are "
                        + supported);
    }
}
