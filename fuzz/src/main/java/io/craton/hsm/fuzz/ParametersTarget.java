package io.craton.hsm.fuzz;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.mechanism.MechanismCodec;
import java.util.Arrays;

/**
 * The parameters of mechanisms. Any bytes are a parameter of the mechanism, which is the same after
 * it was written and read again, or are refused with {@code CKR_MECHANISM_PARAM_INVALID}. The first
 * byte of the input chooses the form of the numbers, the second the mechanism.
 */
public final class ParametersTarget {
    private static final MechanismType[] MECHANISMS = MechanismType.values();

    private ParametersTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the codec breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        MechanismCodec codec = MechanismCodec.of(WireForms.of(input[0]));
        MechanismType type = MECHANISMS[Byte.toUnsignedInt(input[1]) % MECHANISMS.length];
        MechanismParameters parameters;
        try {
            parameters = codec.decode(type, Arrays.copyOfRange(input, 2, input.length));
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_MECHANISM_PARAM_INVALID) {
                throw new AssertionError("a parameter is not refused with " + e.code(), e);
            }
            return;
        }
        byte[] written = codec.encode(type, parameters);
        byte[] again = codec.encode(type, codec.decode(type, written));
        if (!Arrays.equals(written, again)) {
            throw new AssertionError(
                    "a parameter of " + type + " does not come back: " + parameters);
        }
    }
}
