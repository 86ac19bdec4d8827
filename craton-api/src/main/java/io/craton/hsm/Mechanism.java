package io.craton.hsm;

/**
 * A mechanism with its parameter ({@code CK_MECHANISM}).
 *
 * @param type the mechanism
 * @param parameters its parameter; {@link MechanismParameters#NONE} for none
 */
public record Mechanism(MechanismType type, MechanismParameters parameters) {
    /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
    public Mechanism {
        Arguments.notNull(type, "the type of the mechanism");
        Arguments.notNull(parameters, "the parameter of the mechanism");
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
