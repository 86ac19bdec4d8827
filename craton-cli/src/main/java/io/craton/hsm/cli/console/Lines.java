package io.craton.hsm.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads single lines from a stream and leaves the rest of it alone; nothing of a line stays in a
 * buffer.
 */
public final class Lines {
    private static final int MOST_BYTES_PER_CHAR = 3;

    /** Longest line that is read, in bytes; PINs are far shorter. */
    private static final int LIMIT = 4096;

    private Lines() {}

    /**
     * The next line without its line end.
     *
     * @return null at the end of the stream
     * @throws IOException if the line is longer than 4096 bytes, or reading fails
     */
    public static byte @Nullable [] read(InputStream in) throws IOException {
        byte[] buffer = new byte[LIMIT];
        try {
            int length = 0;
            int next = in.read();
            if (next < 0) {
                return null;
            }
            while (next >= 0 && next != '\n') {
                if (length == LIMIT) {
                    throw new IOException("the line is longer than " + LIMIT + " bytes");
                }
                buffer[length++] = (byte) next;
                next = in.read();
            }
            if (length > 0 && buffer[length - 1] == '\r') {
                length--;
            }
            return Arrays.copyOf(buffer, length);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Whether these bytes are UTF-8. */
    public static boolean isUtf8(byte[] bytes) {
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        try {
            CoderResult result =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes), decoded, true);
            return !result.isError();
        } finally {
            Arrays.fill(decoded.array(), '\0');
        }
    }

    /** Characters as UTF-8; the caller wipes both. */
    public static byte[] encode(char[] chars) {
        ByteBuffer encoded = ByteBuffer.allocate(MOST_BYTES_PER_CHAR * chars.length);
        try {
            StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .encode(CharBuffer.wrap(chars), encoded, true);
            return Arrays.copyOf(encoded.array(), encoded.position());
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}
