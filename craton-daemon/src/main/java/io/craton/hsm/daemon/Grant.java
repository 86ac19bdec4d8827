package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.Right;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a row of {@code [[daemon.client]]} gives a client (decision B52). Never changes.
 *
 * @param right what it may do
 * @param slots where; null for everywhere
 * @param mechanisms with which mechanisms; null for all
 * @param callsPerSecond how often; 0 for as often as it likes
 */
record Grant(
        Right right,
        @Nullable Set<Long> slots,
        @Nullable Set<MechanismType> mechanisms,
        int callsPerSecond) {
    private static final int AS_OFTEN_AS_IT_LIKES = 0;

    // Each call asks for one.
    private static final Map<Right, Grant> UNBOUNDED =
            Arrays.stream(Right.values())
                    .collect(Collectors.toUnmodifiableMap(right -> right, Grant::unbounded));

    Grant {
        slots = slots == null ? null : Set.copyOf(slots);
        mechanisms = mechanisms == null ? null : Set.copyOf(mechanisms);
    }

    /** A right everywhere, with everything. */
    static Grant of(Right right) {
        return Objects.requireNonNull(UNBOUNDED.get(right));
    }

    private static Grant unbounded(Right right) {
        return new Grant(right, null, null, AS_OFTEN_AS_IT_LIKES);
    }

    /**
     * What a row gives.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it names a mechanism that there is not
     */
    static Grant of(Map<String, ?> row) {
        Right right = Right.valueOf(String.valueOf(row.get("rights")).toUpperCase(Locale.ROOT));
        Set<Long> slots = items(row.get("slots"), Long.class::cast);
        Set<MechanismType> mechanisms = items(row.get("mechanisms"), Grant::mechanism);
        int often =
                row.get("calls_per_second") instanceof Long number
                        ? number.intValue()
                        : AS_OFTEN_AS_IT_LIKES;
        return new Grant(right, slots, mechanisms, often);
    }

    private static <T> @Nullable Set<T> items(@Nullable Object cell, Function<Object, T> item) {
        return cell instanceof List<?> list
                ? list.stream().map(item).collect(Collectors.toSet())
                : null;
    }

    private static MechanismType mechanism(Object name) {
        try {
            return MechanismType.valueOf((String) name);
        } catch (IllegalArgumentException e) {
            String unknown = "there is no mechanism \"" + name + "\", such as CKM_AES_GCM";
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "[[daemon.client]]: " + unknown, e);
        }
    }

    /** What both of two rows give. */
    Grant and(Grant other) {
        return new Grant(
                right.includes(other.right) ? other.right : right,
                common(slots, other.slots),
                common(mechanisms, other.mechanisms),
                lesser(callsPerSecond, other.callsPerSecond));
    }

    private static <T> @Nullable Set<T> common(@Nullable Set<T> one, @Nullable Set<T> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.stream().filter(other::contains).collect(Collectors.toSet());
    }

    private static int lesser(int one, int other) {
        boolean limitsBoth = one != AS_OFTEN_AS_IT_LIKES && other != AS_OFTEN_AS_IT_LIKES;
        return limitsBoth ? Math.min(one, other) : Math.max(one, other);
    }

    /** Whether it holds in a slot. */
    boolean holdsIn(long slot) {
        return slots == null || slots.contains(slot);
    }

    /** Whether it holds for a mechanism. */
    boolean holdsFor(MechanismType mechanism) {
        return mechanisms == null || mechanisms.contains(mechanism);
    }

    /** Whether it holds in every slot. */
    boolean holdsEverywhere() {
        return slots == null;
    }

    /** Whether it holds for every mechanism. */
    boolean holdsForAll() {
        return mechanisms == null;
    }
}
