package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Checks of what callers give: a thing that is missing is an error with a code, at every door. */
public final class Arguments {
    private Arguments() {}

    /**
     * What the caller gave.
     *
     * @param value what may be null although it must not be
     * @param name what it is, for the message
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is null
     */
    public static <T> T given(@Nullable T value, String name) {
        if (value == null) {
            throw bad(name + " is null; it has to be given");
        }
        return value;
    }

    /**
     * A collection that the caller gave, with all its elements.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is null or has a null in it
     */
    public static <E, C extends Collection<E>> C allGiven(@Nullable C values, String name) {
        C present = given(values, name);
        for (E value : present) {
            given(value, "an element of " + name);
        }
        return present;
    }

    /**
     * Refuses a part that does not lie in its array.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}, also if the array is null
     */
    public static void part(byte @Nullable [] data, int offset, int length) {
        int present = given(data, "data").length;
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
