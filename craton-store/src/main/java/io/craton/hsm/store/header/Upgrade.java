package io.craton.hsm.store.header;

import io.craton.hsm.store.file.DiskFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The steps from each format of what is on disk to the next, as functions of bytes. A reader takes
 * the missing ones and then knows the present format only; what was read from an older one is
 * written when the store is opened, with one write of the header. A format that has never changed
 * has no step.
 */
public final class Upgrade {
    /** The step from format n to n + 1 is at n - 1. */
    private static final List<UnaryOperator<byte[]>> TOKEN_HEADER =
            List.of(Upgrade::pinsSayHowTheyAreWrapped);

    private Upgrade() {}

    /** The same token's header in the present format; the image is whole. */
    static byte[] tokenHeader(byte[] image, int format) {
        byte[] next = image;
        for (int from = format; from < DiskFormat.TOKEN_HEADER.number(); from++) {
            next = TOKEN_HEADER.get(from - 1).apply(next);
        }
        return next;
    }

    /**
     * Token header 1 to 2: behind each PIN stands how it becomes a password, which was always the
     * same before; and there is one count of failures. Initialising again had another, which is
     * left out: who could still log in is not locked out by a new release.
     */
    private static byte[] pinsSayHowTheyAreWrapped(byte[] old) {
        int pin = PinSection.SIZE - Integer.BYTES;
        int bare = PinForm.BARE.code();
        ByteBuffer next = ByteBuffer.allocate(TokenHeader.SIZE);
        next.put(old, 0, TokenHeader.PINS);
        next.put(old, TokenHeader.PINS, pin).putInt(bare);
        next.put(old, TokenHeader.PINS + pin, pin).putInt(bare);
        next.putInt(TokenHeader.PINS + PinSection.FAILURES_AT + Integer.BYTES, 0);
        next.putInt(TokenHeader.PINS + PinSection.SIZE + PinSection.FAILURES_AT + Integer.BYTES, 0);
        next.putInt(TokenHeader.FORMAT_AT, 2);
        return TokenHeader.checked(next.array());
    }
}
