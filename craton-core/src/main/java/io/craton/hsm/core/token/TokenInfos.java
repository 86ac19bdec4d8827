package io.craton.hsm.core.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.TokenInfo.Flag;
import io.craton.hsm.core.runtime.Product;
import io.craton.hsm.core.token.content.StoredObjects;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.TokenState;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** What is said of a token ({@code CK_TOKEN_INFO}, PKCS#11 v3.2 section 3.2). */
final class TokenInfos {
    private static final int LABEL_BYTES = 32;

    private TokenInfos() {}

    /** What an application sees of a token; the sessions are its own. */
    static TokenInfo of(Token token, Application application) {
        TokenContext context = token.context();
        HsmConfig config = context.parts().config();
        TokenState state = context.store().state();
        StoredObjects stored = token.objects().stored();
        return new TokenInfo(
                state.label(),
                padded(state.label()),
                Product.MANUFACTURER,
                Product.MODEL,
                state.serialNumber(),
                flags(state, config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS)),
                config.integer(ConfigKey.TOKEN_MAX_SESSIONS),
                application.sessionCount(),
                config.integer(ConfigKey.TOKEN_MAX_RW_SESSIONS),
                application.rwSessionCount(),
                config.integer(ConfigKey.SECURITY_PIN_MIN_LENGTH),
                config.integer(ConfigKey.SECURITY_PIN_MAX_LENGTH),
                context.store().objectCount(),
                stored.unreadable(application.login() != null),
                config.clock().instant());
    }

    private static String padded(String label) {
        int bytes = label.getBytes(StandardCharsets.UTF_8).length;
        return label + " ".repeat(Math.max(0, LABEL_BYTES - bytes));
    }

    private static Set<Flag> flags(TokenState state, int maxFailures) {
        Set<Flag> flags =
                EnumSet.of(
                        Flag.CKF_RNG,
                        Flag.CKF_LOGIN_REQUIRED,
                        Flag.CKF_CLOCK_ON_TOKEN,
                        Flag.CKF_DUAL_CRYPTO_OPERATIONS);
        if (state.initialized()) {
            flags.add(Flag.CKF_TOKEN_INITIALIZED);
            PinFlags.OF_OFFICER.add(flags, state.so(), maxFailures);
        }
        if (state.userPinSet()) {
            flags.add(Flag.CKF_USER_PIN_INITIALIZED);
            PinFlags.OF_USER.add(flags, state.user(), maxFailures);
        }
        return flags;
    }

    /**
     * What is said of a PIN.
     *
     * @param countLow it was tried wrongly
     * @param finalTry one more wrong attempt locks it
     * @param locked it is locked
     */
    private record PinFlags(Flag countLow, Flag finalTry, Flag locked) {
        static final PinFlags OF_OFFICER =
                new PinFlags(
                        Flag.CKF_SO_PIN_COUNT_LOW,
                        Flag.CKF_SO_PIN_FINAL_TRY,
                        Flag.CKF_SO_PIN_LOCKED);
        static final PinFlags OF_USER =
                new PinFlags(
                        Flag.CKF_USER_PIN_COUNT_LOW,
                        Flag.CKF_USER_PIN_FINAL_TRY,
                        Flag.CKF_USER_PIN_LOCKED);

        void add(Set<Flag> flags, TokenState.PinState pin, int maxFailures) {
            if (pin.locked()) {
                flags.add(locked);
                return;
            }
            if (pin.failures() > 0) {
                flags.add(countLow);
            }
            if (pin.failures() > 0 && pin.failures() == maxFailures - 1) {
                flags.add(finalTry);
            }
        }
    }
}
