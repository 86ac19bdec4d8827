package io.craton.hsm;

import java.util.Objects;

/**
 * A mechanism with its parameter ({@code CK_MECHANISM}).
 *
 * @param type the mechanism
 * @param parameters its parameter; {@link MechanismParameters#NONE} for none
 */
public record Mechanism(MechanismType type, MechanismParameters parameters) {
    /** Refuses nulls. */
    public Mechanism {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(parameters, "parameters");
    }

    /** A mechanism without parameter. */
    public static Mechanism of(MechanismType type) {
        return new Mechanism(type, MechanismParameters.NONE);
    }

    /** A mechanism with a parameter. */
    public static Mechanism of(MechanismType type, MechanismParameters parameters) {
        return new Mechanism(type, parameters);
    }
}
