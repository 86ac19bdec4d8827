package io.craton.hsm.wire.value;

import java.util.List;

/**
 * What a {@link ValueCodec} writes, as data: for whoever carries the messages of the wire in
 * another form, such as protobuf, and needs to know what stands where.
 */
public sealed interface Shape {
    /** What is written by itself. */
    enum Scalar implements Shape {
        /** A {@code CK_ULONG}. */
        ULONG,
        /** One byte. */
        OCTET,
        /** One byte, 0 or 1. */
        BOOL,
        /** The {@code CK_ULONG} of a {@link io.craton.hsm.UserType}. */
        USER_TYPE,
        /** The {@code CK_ULONG} of a {@link io.craton.hsm.SessionMode}. */
        SESSION_MODE,
        /** A byte string, or null. */
        BYTES,
        /** A byte string with UTF-8, or null. */
        TEXT,
        /** A byte string with attributes, or null. */
        TEMPLATE
    }

    /**
     * A byte that says whether the value follows.
     *
     * @param present the value
     */
    record Nullable(Shape present) implements Shape {}

    /**
     * A {@code CK_ULONG} with the number of elements, and those.
     *
     * @param element each of them
     */
    record Several(Shape element) implements Shape {}

    /**
     * Elements up to the end of the message, without their number.
     *
     * @param element each of them
     */
    record Rest(Shape element) implements Shape {}

    /**
     * Several values, one behind the other.
     *
     * @param name a name in Java's manner, the same for the same fields only
     * @param fields the values
     */
    record Group(String name, List<Field> fields) implements Shape {
        /** Keeps a list of its own. */
        public Group {
            fields = List.copyOf(fields);
        }

        /** A group of these fields. */
        public static Group of(String name, Field... fields) {
            return new Group(name, List.of(fields));
        }
    }

    /**
     * A byte that says which of the kinds follows.
     *
     * @param name a name in Java's manner
     * @param hasNull whether 0 is the number of null; else null is not written
     * @param kinds the kinds, from number 1 on
     */
    record Choice(String name, boolean hasNull, List<Field> kinds) implements Shape {
        /** Keeps a list of its own. */
        public Choice {
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * A value with a name.
     *
     * @param name in Java's manner
     * @param shape the value
     */
    record Field(String name, Shape shape) {}

    /** Nothing is written. */
    record Nothing() implements Shape {}

    /** Nothing is written. */
    Shape NOTHING = new Nothing();
}
