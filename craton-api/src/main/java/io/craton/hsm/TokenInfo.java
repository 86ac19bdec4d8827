package io.craton.hsm;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the token in a slot is ({@code CK_TOKEN_INFO}, PKCS#11 v3.2 section 3.2). Of a token that is
 * not initialised, only the manufacturer, the model, the configured serial number and the limits
 * are of use.
 *
 * @param label the label, without padding
 * @param paddedLabel the label as the standard stores it: 32 bytes of UTF-8, padded with spaces
 * @param manufacturer at most 32 bytes
 * @param model at most 16 bytes
 * @param serialNumber at most 16 bytes
 * @param flags the {@code CKF_} flags that are set
 * @param maxSessions the limit of open sessions
 * @param sessions the number of open sessions
 * @param maxRwSessions the limit of open read-write sessions
 * @param rwSessions the number of open read-write sessions
 * @param minPinLength in bytes
 * @param maxPinLength in bytes
 * @param objects how many token objects there are, private ones included; -1 when it cannot be
 *     known
 * @param unreadable the unique ids of token objects that are missing, since this release cannot
 *     read what the store has of them; those of private ones only while the user is logged in
 * @param time the token's clock, UTC
 */
public record TokenInfo(
        String label,
        String paddedLabel,
        String manufacturer,
        String model,
        String serialNumber,
        Set<Flag> flags,
        int maxSessions,
        int sessions,
        int maxRwSessions,
        int rwSessions,
        int minPinLength,
        int maxPinLength,
        long objects,
        List<String> unreadable,
        Instant time) {

    /** Copies flags and ids. */
    public TokenInfo {
        flags = Set.copyOf(flags);
        unreadable = List.copyOf(unreadable);
    }

    /** Whether {@link Flag#CKF_TOKEN_INITIALIZED} is set. */
    public boolean initialized() {
        return flags.contains(Flag.CKF_TOKEN_INITIALIZED);
    }

    /** The token flags that this module can set, with their bits in the standard. */
    public enum Flag {
        /** There is a random generator. */
        CKF_RNG(0x1),
        /** Some functions need a login. */
        CKF_LOGIN_REQUIRED(0x4),
        /** The user PIN has been set. */
        CKF_USER_PIN_INITIALIZED(0x8),
        /** The token has a clock. */
        CKF_CLOCK_ON_TOKEN(0x40),
        /** A session can do two operations at once (dual functions). */
        CKF_DUAL_CRYPTO_OPERATIONS(0x200),
        /** The token has been initialised. */
        CKF_TOKEN_INITIALIZED(0x400),
        /** A wrong user PIN was given since the last success. */
        CKF_USER_PIN_COUNT_LOW(0x10000),
        /** One more wrong user PIN is the last that is tried. */
        CKF_USER_PIN_FINAL_TRY(0x20000),
        /** The user PIN is locked. */
        CKF_USER_PIN_LOCKED(0x40000),
        /** A wrong SO PIN was given since the last success. */
        CKF_SO_PIN_COUNT_LOW(0x100000),
        /** One more wrong SO PIN is the last that is tried. */
        CKF_SO_PIN_FINAL_TRY(0x200000),
        /** The SO PIN is locked. */
        CKF_SO_PIN_LOCKED(0x400000),
        /** The module is in its error state. */
        CKF_ERROR_STATE(0x1000000);

        private final long bit;

        Flag(long bit) {
            this.bit = bit;
        }

        /** The bit in {@code CK_TOKEN_INFO.flags}. */
        public long bit() {
            return bit;
        }
    }
}
