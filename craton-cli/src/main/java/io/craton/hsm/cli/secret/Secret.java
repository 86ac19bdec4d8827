package io.craton.hsm.cli.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A PIN while it is needed; closing it overwrites it. */
public final class Secret implements AutoCloseable {
    private final char[] chars;

    /**
     * @param chars the PIN; taken over, not copied
     */
    public Secret(char[] chars) {
        this.chars = chars;
    }

    /** The PIN itself, not a copy. */
    public char[] chars() {
        return chars;
    }

    /** The PIN in UTF-8; the caller wipes it. */
    public byte[] utf8() {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
        try {
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } finally {
            encoded.clear();
            while (encoded.hasRemaining()) {
                encoded.put((byte) 0);
            }
        }
    }

    /** Whether it is the same PIN. */
    public boolean matches(Secret other) {
        return Arrays.equals(chars, other.chars);
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
