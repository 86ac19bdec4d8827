package io.craton.hsm.fuzz;

import io.craton.hsm.provider.token.TokenReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * The reader of token references, and of the URIs in them. Any file either is one, and what is
 * written of it is read as the same, or is refused with an {@link IOException} and a sentence that
 * a terminal can show.
 */
public final class ReferenceTarget {
    // What a writer makes of a reference may be longer than it was; one with room for that is.
    private static final int SURELY_WRITABLE = 1000;

    private ReferenceTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        TokenReference found;
        try {
            found = TokenReference.read(new ByteArrayInputStream(input));
        } catch (IOException e) {
            requireRefusal(e);
            return;
        }
        byte[] written;
        try {
            written = found.write();
        } catch (IOException e) {
            if (input.length < SURELY_WRITABLE) {
                throw new AssertionError("a reference that was read cannot be written", e);
            }
            return;
        }
        requireSame(found, written);
    }

    private static void requireRefusal(IOException e) {
        if (String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a message with control characters", e);
        }
    }

    private static void requireSame(TokenReference found, byte[] written) {
        try {
            TokenReference again = TokenReference.read(new ByteArrayInputStream(written));
            if (!again.toString().equals(found.toString())) {
                throw new AssertionError(found + " is read again as " + again);
            }
        } catch (IOException e) {
            throw new AssertionError(found + " cannot be read again", e);
        }
    }
}
