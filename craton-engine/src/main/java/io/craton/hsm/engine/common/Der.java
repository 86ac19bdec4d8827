package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import org.bouncycastle.asn1.ASN1Primitive;

/** Reads ASN.1 from bytes that nobody has checked. */
public final class Der {
    private Der() {}

    /**
     * The one value in the bytes, with nothing after it.
     *
     * @param code the return code if there is none
     * @param message what that means, as one sentence
     */
    public static ASN1Primitive parse(byte[] bytes, ReturnCode code, String message) {
        ASN1Primitive value = Guard.call(code, message, () -> ASN1Primitive.fromByteArray(bytes));
        if (value == null) {
            throw new HsmException(code, message);
        }
        return value;
    }
}
