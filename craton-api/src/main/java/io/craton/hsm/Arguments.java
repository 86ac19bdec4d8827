package io.craton.hsm;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Checks of arguments, for this API and for those who implement it: one that is missing is an error
 * with a code, at every door.
 */
public final class Arguments {
    private Arguments() {}

    /**
     * Returns the argument.
     *
     * @param value the argument, which must not be null
     * @param name what it is, for the message
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is null
     */
    public static <T> T notNull(@Nullable T value, String name) {
        if (value == null) {
            throw bad(name + " is null; it has to be given");
        }
        return value;
    }

    /**
     * Returns the collection, in which each element has been looked at.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is null or has a null in it
     */
    public static <E, C extends Collection<E>> C noneNull(@Nullable C values, String name) {
        C present = notNull(values, name);
        for (E value : present) {
            notNull(value, "an element of " + name);
        }
        return present;
    }

    /**
     * Refuses a part that does not lie in its array.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}, also if the array is null
     */
    public static void part(byte @Nullable [] data, int offset, int length) {
        int present = notNull(data, "data").length;
        if (offset < 0 || length < 0 || offset > present - length) {
            throw bad(
                    "the part of "
                            + length
                            + " bytes from "
                            + offset
                            + " on does not lie in an array of "
                            + present);
        }
    }

    private static HsmException bad(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
