package io.craton.hsm.core.object;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of keys (SP 800-57): before its start date a key may do nothing, after its end
 * date only what processes old data, compromised nothing. Dates are days in UTC; the end date
 * itself is still a day of full use.
 */
public final class LifeCycle {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private LifeCycle() {}

    /** Why the key may not be used now, in words, or null if it may. */
    public static @Nullable String refusal(ObjectFacts facts, boolean ofOldData, Clock clock) {
        if (facts.compromised()) {
            return "the key is compromised and may not be used for anything";
        }
        if (facts.firstDay() == Long.MIN_VALUE && facts.lastDay() == Long.MAX_VALUE) {
            return null;
        }
        long today = Math.floorDiv(clock.millis(), MILLIS_PER_DAY);
        if (today < facts.firstDay()) {
            return "the key is not active yet: its CKA_START_DATE (UTC) is in the future";
        }
        if (today > facts.lastDay() && !ofOldData) {
            return "the key is deactivated: its CKA_END_DATE (UTC) is in the past";
        }
        return null;
    }
}
