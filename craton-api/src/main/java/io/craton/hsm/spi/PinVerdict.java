package io.craton.hsm.spi;

/**
 * The verdict on a PIN.
 *
 * @param kind the verdict
 * @param failures how many wrong attempts since the last success, this one included
 */
public record PinVerdict(Kind kind, int failures) {
    /** The possible verdicts. */
    public enum Kind {
        /** Right. */
        OK,
        /** Wrong. */
        INCORRECT,
        /** Not looked at: too many failures. */
        LOCKED,
        /** This PIN has not been set. */
        NOT_SET
    }

    /** Right. */
    public static final PinVerdict OK = new PinVerdict(Kind.OK, 0);

    /** Whether the PIN was right. */
    public boolean ok() {
        return kind == Kind.OK;
    }
}
