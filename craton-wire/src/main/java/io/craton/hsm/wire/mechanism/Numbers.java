package io.craton.hsm.wire.mechanism;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import java.util.function.ToLongFunction;

/** Numbers of the standard inside parameters. */
final class Numbers {
    private Numbers() {}

    /**
     * The constant with this number.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if there is none
     */
    static <E extends Enum<E>> E find(Class<E> type, ToLongFunction<E> code, long number) {
        for (E constant : type.getEnumConstants()) {
            if (code.applyAsLong(constant) == number) {
                return constant;
            }
        }
        throw unknown(type.getSimpleName(), number);
    }

    /** The mechanism with this number. */
    static MechanismType mechanism(long number) {
        return MechanismType.of(number).orElseThrow(() -> unknown("mechanism", number));
    }

    private static HsmException unknown(String what, long number) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "0x" + Long.toHexString(number) + " is the number of no " + what);
    }
}
