package io.craton.hsm.cli.secret;

import io.craton.hsm.cli.error.CliException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A PIN while it is needed: bytes, which are UTF-8 unless a file has others (decision B18). */
public final class Secret implements AutoCloseable {
    private static final int MOST_BYTES_PER_CHAR = 3;

    private final byte[] bytes;

    /**
     * @param bytes the PIN; taken over, not copied
     */
    public Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The UTF-8 form of a text.
     *
     * @throws CliException if it has none: there is half of a surrogate pair in it
     */
    static Secret of(String text) {
        ByteBuffer room = ByteBuffer.allocate(MOST_BYTES_PER_CHAR * text.length());
        CoderResult result =
                StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), room, true);
        try {
            if (result.isError()) {
                throw CliException.usage("the PIN has half of a character in it; use --pin-file");
            }
            return new Secret(Arrays.copyOf(room.array(), room.position()));
        } finally {
            Arrays.fill(room.array(), (byte) 0);
        }
    }

    /** The PIN itself, not a copy; closing overwrites it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether it is the same PIN. */
    public boolean matches(Secret other) {
        return Arrays.equals(bytes, other.bytes);
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
