package io.craton.hsm.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The header of a token: who it is, its PINs, the key of its public records. Everything secret in
 * it is wrapped under a PIN. 4096 bytes; the layout is in {@code docs/formats.md}.
 *
 * @param sequence grows with each write of the header
 * @param token random, made with the token
 * @param generation how often this slot has been initialised
 * @param volume the volume that holds the records
 * @param slot the slot in which it was made
 * @param masterVersion which object master key is in use; 0 if there is none yet
 * @param nonceSpace the upper half of the numbers that {@code reserve} gives out
 * @param publicKey the key of the public records: integrity, and nothing legible in the file
 */
record TokenHeader(
        long sequence,
        UUID token,
        long generation,
        UUID volume,
        int slot,
        long created,
        int masterVersion,
        int nonceSpace,
        String label,
        String serial,
        byte[] publicKey,
        PinSection so,
        PinSection user) {

    static final int SIZE = 4096;
    static final int VERSION = 1;
    static final int KEY = 32;
    private static final long MAGIC = 0x4352544E544F4B4EL; // "CRTNTOKN"
    private static final byte[] CHECK_LABEL =
            "craton token header".getBytes(StandardCharsets.US_ASCII);

    TokenHeader withPins(PinSection newSo, PinSection newUser) {
        return new TokenHeader(
                sequence + 1,
                token,
                generation,
                volume,
                slot,
                created,
                masterVersion,
                nonceSpace,
                label,
                serial,
                publicKey,
                newSo,
                newUser);
    }

    /** The same token with another object master key; to be written with a new PIN only. */
    TokenHeader withMaster(int newVersion) {
        return new TokenHeader(
                sequence,
                token,
                generation,
                volume,
                slot,
                created,
                newVersion,
                nonceSpace,
                label,
                serial,
                publicKey,
                so,
                user);
    }

    /** The same token with other records and other numbers: after a restore. */
    TokenHeader restored(long newSequence, UUID newVolume, int newSlot, int newSpace) {
        return new TokenHeader(
                newSequence,
                token,
                generation,
                newVolume,
                newSlot,
                created,
                masterVersion,
                newSpace,
                label,
                serial,
                publicKey,
                so,
                user);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        out.putLong(MAGIC).putInt(VERSION).putInt(slot).putLong(sequence);
        putUuid(out, token);
        out.putLong(generation);
        putUuid(out, volume);
        out.putLong(created).putInt(masterVersion).putInt(0).putInt(nonceSpace);
        putText(out, label, 32);
        putText(out, serial, 16);
        out.put(publicKey);
        so.put(out);
        user.put(out);
        byte[] check = check(out.array());
        out.put(SIZE - check.length, check);
        return out.array();
    }

    private byte[] check(byte[] image) {
        return check(publicKey, image);
    }

    private static byte[] check(byte[] key, byte[] image) {
        return new Hmac(new Hmac(key).expand(CHECK_LABEL))
                .mac(Arrays.copyOf(image, SIZE - Hmac.LENGTH));
    }

    /**
     * Reads a header.
     *
     * @return null if it is damaged
     * @throws io.craton.hsm.HsmException if it is of a newer release
     */
    static @Nullable TokenHeader decode(String where, byte[] image) {
        ByteBuffer in = ByteBuffer.wrap(image);
        if (image.length != SIZE || in.getLong() != MAGIC) {
            return null;
        }
        int version = in.getInt();
        if (version > VERSION) {
            throw Failures.newer(where, version, VERSION);
        }
        int slot = in.getInt();
        long sequence = in.getLong();
        UUID token = uuid(in);
        long generation = in.getLong();
        UUID volume = uuid(in);
        long created = in.getLong();
        int masterVersion = in.getInt();
        in.getInt(); // unused
        int nonceSpace = in.getInt();
        String label = text(in, 32);
        String serial = text(in, 16);
        byte[] publicKey = bytes(in, KEY);
        byte[] check = Arrays.copyOfRange(image, SIZE - Hmac.LENGTH, SIZE);
        if (version != VERSION || !MessageDigest.isEqual(check, check(publicKey, image))) {
            return null;
        }
        PinSection so = PinSection.get(in);
        PinSection user = PinSection.get(in);
        if (so == null || user == null) {
            return null;
        }
        return new TokenHeader(
                sequence,
                token,
                generation,
                volume,
                slot,
                created,
                masterVersion,
                nonceSpace,
                label,
                serial,
                publicKey,
                so,
                user);
    }

    private static void putUuid(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static void putText(ByteBuffer out, String text, int length) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > length) {
            throw new IllegalArgumentException("longer than " + length + " bytes");
        }
        out.put(Arrays.copyOf(bytes, length));
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = bytes(in, length);
        int end = length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** Says who, and no key. */
    @Override
    public String toString() {
        return "TokenHeader[" + token + ", generation " + generation + "]";
    }
}
