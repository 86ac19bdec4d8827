package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.core.policy.Use;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a key that contains a victim owes it (B37, B39, B55). */
final class Protection {
    private static final List<AttributeType<?>> KEPT_BY_FROZEN =
            List.of(
                    CKA_ALLOWED_MECHANISMS,
                    CKA_WRAP_TEMPLATE,
                    CKA_UNWRAP_TEMPLATE,
                    CKA_DERIVE_TEMPLATE);

    private Protection() {}

    static boolean isFrozen(Item.Key key) {
        return !key.is(CKA_MODIFIABLE);
    }

    /** Whether a victim can leave at all, wrapped by a trusted key: then its uses are lost. */
    static boolean travels(Item.Key victim) {
        return victim.is(CKA_EXTRACTABLE);
    }

    /** What the key has lost of the victim's protection, or null. */
    static @Nullable String lost(Item.Key victim, Item.Key key) {
        if (victim.is(CKA_SENSITIVE) && !key.is(CKA_SENSITIVE)) {
            return "SENSITIVE";
        }
        if (key.is(CKA_EXTRACTABLE) && (!travels(victim) || !key.is(CKA_WRAP_WITH_TRUSTED))) {
            return "EXTRACTABLE false or WRAP_WITH_TRUSTED";
        }
        if (!travels(victim)
                && victim.is(CKA_WRAP_WITH_TRUSTED)
                && !key.is(CKA_WRAP_WITH_TRUSTED)) {
            return "WRAP_WITH_TRUSTED";
        }
        if (victim.is(CKA_PRIVATE) && !key.is(CKA_PRIVATE)) {
            return "PRIVATE";
        }
        return travels(victim) || !isFrozen(victim) ? null : lostOfFrozen(victim, key);
    }

    private static @Nullable String lostOfFrozen(Item.Key victim, Item.Key key) {
        if (!isFrozen(key)) {
            return "MODIFIABLE false";
        }
        for (AttributeType<?> type : KEPT_BY_FROZEN) {
            Object had = victim.attributes().get(type);
            if (had != null && !had.equals(key.attributes().get(type))) {
                return Show.name(type);
            }
        }
        return lostDates(victim, key);
    }

    private static @Nullable String lostDates(Item.Key victim, Item.Key key) {
        LocalDate start = date(victim, CKA_START_DATE, LocalDate.MIN);
        LocalDate end = date(victim, CKA_END_DATE, LocalDate.MAX);
        boolean early = date(key, CKA_START_DATE, LocalDate.MIN).isBefore(start);
        boolean late = date(key, CKA_END_DATE, LocalDate.MAX).isAfter(end);
        return early ? "START_DATE" : late ? "END_DATE" : null;
    }

    private static LocalDate date(
            Item.Key key, AttributeType<Optional<LocalDate>> type, LocalDate none) {
        return key.attributes().get(type, Optional.empty()).orElse(none);
    }

    /** What the key can do that a victim which nobody may change cannot, or null. */
    static @Nullable String gained(Item.Key victim, Item.Key key) {
        if (travels(victim) || !isFrozen(victim)) {
            return null;
        }
        Set<AttributeType<Boolean>> had = uses(victim);
        if (!onlyDerives(victim)) {
            Set<AttributeType<Boolean>> more =
                    uses(key).stream()
                            .filter(use -> !had.contains(use))
                            .collect(Collectors.toSet());
            if (!more.isEmpty()) {
                return more.stream().map(Show::name).sorted().collect(Collectors.joining(", "));
            }
        }
        return Objects.equals(victim.keyType(), key.keyType()) || mayBecome(victim, key)
                ? null
                : "another key type, " + key.keyType();
    }

    private static boolean mayBecome(Item.Key victim, Item.Key key) {
        return victim.keyType() == KeyType.CKK_GENERIC_SECRET
                && (key.keyType() == KeyType.CKK_AES
                        || String.valueOf(key.keyType()).endsWith("_HMAC"));
    }

    /** Whether a key can do nothing but derive: then what it makes of data may be read. */
    static boolean onlyDerives(Item.Key key) {
        return uses(key).equals(Set.of(CKA_DERIVE));
    }

    /** The uses that a key permits. */
    static Set<AttributeType<Boolean>> uses(Item.Key key) {
        return Arrays.stream(Use.values())
                .map(Use::attribute)
                .filter(key::is)
                .collect(Collectors.toSet());
    }
}
