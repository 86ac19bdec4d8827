package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one Java type travel. Each codec writes the type that it was made for, and is
 * safe for use by several threads.
 */
public interface ValueCodec {
    /** What is written, in a word or two of {@code docs/wire.md}. */
    String words();

    /** What is written, as data. */
    Shape shape();

    /** Writes a value, or null where the type has it. */
    void write(@Nullable Object value, WireWriter out, Handles handles);

    /**
     * Reads a value.
     *
     * @throws io.craton.hsm.HsmException with a return code if what was sent is none
     */
    @Nullable Object read(WireReader in, Handles handles);

    /** Whether a call changes the argument, so that it is sent back with the result. */
    default boolean comesBack() {
        return false;
    }

    /** What of an argument comes back, as data. */
    default Shape shapeBack() {
        return Shape.NOTHING;
    }

    /** Writes what a call has put into an argument. */
    default void writeBack(@Nullable Object argument, WireWriter out) {}

    /** Reads what the call at the other end has put into its argument, into ours. */
    default void readBack(@Nullable Object argument, WireReader in) {}
}
