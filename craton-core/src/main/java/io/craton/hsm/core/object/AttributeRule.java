package io.craton.hsm.core.object;

import io.craton.hsm.AttributeType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the attribute table: what holds for one attribute of one kind of object.
 *
 * @param type the attribute
 * @param marks what holds for it
 * @param byDefault its value if nobody sets it, or null if it then has none or is derived from
 *     others
 */
public record AttributeRule(AttributeType<?> type, Set<Mark> marks, @Nullable Object byDefault) {
    /**
     * What can hold for an attribute; the numbers are the footnotes of PKCS#11 v3.2 section 4.2,
     * table 13.
     */
    public enum Mark {
        /** 1: {@code C_CreateObject} needs it. */
        CREATE_NEEDS,
        /** 2: {@code C_CreateObject} may not set it. */
        CREATE_NEVER,
        /** 3: generation needs it. */
        GENERATE_NEEDS,
        /** 4: generation may not set it. */
        GENERATE_NEVER,
        /** 5: {@code C_UnwrapKey} needs it. */
        UNWRAP_NEEDS,
        /** 6: {@code C_UnwrapKey}, derivation and encapsulation may not set it. */
        UNWRAP_NEVER,
        /**
         * 7: a secret: it is in the key material, never among the attributes, and answered only if
         * the key allows.
         */
        SECRET,
        /** 8: {@code C_SetAttributeValue} and {@code C_CopyObject} may change it. */
        CHANGE,
        /** Only {@code C_CopyObject} may change it. */
        COPY,
        /** 10: only the SO may set it to true. */
        SO_TRUE,
        /** 10, of keys: becomes true only when the SO marks the key, and stays so. */
        SO_MARKS,
        /** 11: cannot be changed once it is true. */
        STAYS_TRUE,
        /** 12: cannot be changed once it is false. */
        STAYS_FALSE,
        /** A public component of the key: part of the key material, too. */
        COMPONENT
    }

    /** Copies the marks, into a set that is asked for one of them in a moment. */
    public AttributeRule {
        marks = marks.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(marks));
    }

    /** Whether this holds. */
    public boolean is(Mark mark) {
        return marks.contains(mark);
    }
}
