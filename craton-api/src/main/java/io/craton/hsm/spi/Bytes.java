package io.craton.hsm.spi;

import java.util.Arrays;

/**
 * Bytes that nobody changes and that are equal if their content is: what a value is made of. Not
 * for secrets, which have to be wiped.
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** A copy of these. */
    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /** So many zeros. */
    public static Bytes zeros(int length) {
        return new Bytes(new byte[length]);
    }

    /** A copy, which may be changed. */
    public byte[] copy() {
        return value.clone();
    }

    /** How many there are. */
    public int length() {
        return value.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length + " bytes";
    }
}
