package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.ReturnCode;

/** Reads mechanism parameters; what does not fit is {@code CKR_MECHANISM_PARAM_INVALID}. */
public final class Parameters {
    private Parameters() {}

    /** The parameter, which has to be of this class. */
    public static <T extends MechanismParameters> T of(Mechanism mechanism, Class<T> type) {
        if (type.isInstance(mechanism.parameters())) {
            return type.cast(mechanism.parameters());
        }
        throw invalid(mechanism.type() + " needs a parameter of the kind " + type.getSimpleName());
    }

    /** The parameter, or this one if the mechanism has none. */
    public static <T extends MechanismParameters> T of(
            Mechanism mechanism, Class<T> type, T otherwise) {
        return mechanism.parameters() instanceof MechanismParameters.None
                ? otherwise
                : of(mechanism, type);
    }

    /** Fails if the mechanism has a parameter. */
    public static void none(Mechanism mechanism) {
        if (!(mechanism.parameters() instanceof MechanismParameters.None)) {
            throw invalid(mechanism.type() + " takes no parameter");
        }
    }

    /** Fails if the condition does not hold. */
    public static void require(boolean condition, String message) {
        if (!condition) {
            throw invalid(message);
        }
    }

    /** The error for a parameter that does not fit. */
    public static HsmException invalid(String message) {
        return new HsmException(ReturnCode.CKR_MECHANISM_PARAM_INVALID, message);
    }
}
