package io.craton.hsm.spi;

/**
 * The state of a token as it is kept.
 *
 * @param initialized whether there is a token
 * @param label its label, without padding; empty if there is none
 * @param serialNumber its serial number
 * @param userPinSet whether the user PIN has been set
 * @param so the SO PIN
 * @param user the user PIN
 */
public record TokenState(
        boolean initialized,
        String label,
        String serialNumber,
        boolean userPinSet,
        PinState so,
        PinState user) {

    /**
     * The state of a PIN.
     *
     * @param failures how many wrong attempts since the last success
     * @param locked whether it is refused
     */
    public record PinState(int failures, boolean locked) {}
}
