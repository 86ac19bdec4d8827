package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.policy.Use;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an object at one moment, and what the checks of each operation need of them,
 * worked out once: an operation reads a few fields and searches nothing.
 *
 * @param attributes all attributes but secret ones
 * @param uses the {@link Use}s that the attributes permit, as bits
 * @param firstDay the first day of use since 1970, or the least long
 * @param lastDay the last day of full use since 1970, or the greatest long
 * @param allowed the mechanisms that the key may be used with, or null for all
 * @param compromised whether the key may not be used for anything any more
 * @param alwaysAuthenticate whether each use needs a login of its own
 * @param readable whether secret components may be read in plaintext
 * @param trusted whether it is a key that carries the mark {@code CKA_TRUSTED}, counting or not
 * @param label the label, or null
 */
public record ObjectFacts(
        Template attributes,
        int uses,
        long firstDay,
        long lastDay,
        @Nullable Set<MechanismType> allowed,
        boolean compromised,
        boolean alwaysAuthenticate,
        boolean readable,
        boolean trusted,
        @Nullable String label) {

    /** Works out the facts. */
    public static ObjectFacts of(Template attributes) {
        int uses = 0;
        for (Use use : Use.values()) {
            if (is(attributes, use.attribute())) {
                uses |= use.bit();
            }
        }
        Set<MechanismType> allowed = attributes.get(CKA_ALLOWED_MECHANISMS);
        return new ObjectFacts(
                attributes,
                uses,
                day(attributes.get(CKA_START_DATE, Optional.empty()), Long.MIN_VALUE),
                day(attributes.get(CKA_END_DATE, Optional.empty()), Long.MAX_VALUE),
                allowed,
                is(attributes, CKA_CRATON_COMPROMISED),
                is(attributes, CKA_ALWAYS_AUTHENTICATE),
                !is(attributes, CKA_SENSITIVE) && is(attributes, CKA_EXTRACTABLE),
                is(attributes, CKA_TRUSTED)
                        && attributes.get(CKA_CLASS) != ObjectClass.CKO_CERTIFICATE,
                attributes.get(CKA_LABEL));
    }

    /** Whether the attributes permit this use. */
    public boolean permits(Use use) {
        return (uses & use.bit()) != 0;
    }

    /** Whether the key can do nothing but derive. */
    public boolean onlyDerives() {
        return uses == Use.DERIVE.bit();
    }

    /**
     * Whether a MAC that a derivation makes of data of the caller may be seen (decision B37): of a
     * key that signs anyway, and of one that is there for nothing else.
     */
    public boolean showsMacs() {
        return onlyDerives() || permits(Use.SIGN);
    }

    /** The same for an encryption of data of the caller: of a key that encrypts anyway. */
    public boolean showsCiphertexts() {
        return onlyDerives() || permits(Use.ENCRYPT);
    }

    /** Whether the key shows what one shows that does nothing but derive. */
    public boolean showsAll() {
        return showsMacs() && showsCiphertexts();
    }

    private static boolean is(Template attributes, AttributeType<Boolean> type) {
        return Boolean.TRUE.equals(attributes.get(type));
    }

    private static long day(Optional<LocalDate> date, long otherwise) {
        return date.map(LocalDate::toEpochDay).orElse(otherwise);
    }
}
