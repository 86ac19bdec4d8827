package io.craton.hsm.store.header;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.DiskFormat;
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
public record TokenHeader(
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
        Bytes publicKey,
        PinSection so,
        PinSection user) {

    public static final int SIZE = 4096;
    public static final int KEY = 32;

    /** Where the number of the format is; the same in all of them. */
    static final int FORMAT_AT = 8;

    /** Where the PINs begin. */
    public static final int PINS = 164;

    private static final int KEY_AT = PINS - KEY;
    private static final long MAGIC = 0x4352544E544F4B4EL; // "CRTNTOKN"
    private static final byte[] CHECK_LABEL =
            "craton token header".getBytes(StandardCharsets.US_ASCII);

    /** Whether it has the same PINs of the same token. */
    public boolean hasPinsOf(TokenHeader other) {
        return token.equals(other.token)
                && so.version() == other.so.version()
                && user.version() == other.user.version();
    }

    /** The same, to be written again. */
    TokenHeader next() {
        return withPins(so, user);
    }

    public TokenHeader withPins(PinSection newSo, PinSection newUser) {
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
    public TokenHeader withMaster(int newVersion) {
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
    public TokenHeader restored(long newSequence, UUID newVolume, int newSlot, int newSpace) {
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

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        out.putLong(MAGIC).putInt(DiskFormat.TOKEN_HEADER.number()).putInt(slot).putLong(sequence);
        putUuid(out, token);
        out.putLong(generation);
        putUuid(out, volume);
        out.putLong(created).putInt(masterVersion).putInt(0).putInt(nonceSpace);
        putText(out, label, 32);
        putText(out, serial, 16);
        out.put(publicKey.copy());
        so.put(out);
        user.put(out);
        return checked(out.array());
    }

    /** Gives an image the check that belongs to it; in every format it is made in this way. */
    public static byte[] checked(byte[] image) {
        byte[] check = check(image);
        System.arraycopy(check, 0, image, SIZE - check.length, check.length);
        return image;
    }

    private static byte[] check(byte[] image) {
        byte[] key = Arrays.copyOfRange(image, KEY_AT, KEY_AT + KEY);
        return new Hmac(new Hmac(key).expand(CHECK_LABEL))
                .mac(Arrays.copyOf(image, SIZE - Hmac.LENGTH));
    }

    private static boolean whole(byte[] image) {
        byte[] check = Arrays.copyOfRange(image, SIZE - Hmac.LENGTH, SIZE);
        return MessageDigest.isEqual(check, check(image));
    }

    /** The number of the format of a header that was read. */
    public static int format(byte[] image) {
        return ByteBuffer.wrap(image).getInt(FORMAT_AT);
    }

    /**
     * Reads a header of this format or an older one.
     *
     * @return null if it is damaged
     * @throws io.craton.hsm.HsmException if it is of a newer release
     */
    public static @Nullable TokenHeader decode(String where, byte[] image) {
        if (image.length != SIZE || ByteBuffer.wrap(image).getLong() != MAGIC) {
            return null;
        }
        int format = format(image);
        DiskFormat.TOKEN_HEADER.refuseNewer(where, format);
        return format < 1 || !whole(image) ? null : read(Upgrade.tokenHeader(image, format));
    }

    private static @Nullable TokenHeader read(byte[] image) {
        ByteBuffer in = ByteBuffer.wrap(image);
        in.position(FORMAT_AT + Integer.BYTES);
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
        Bytes publicKey = Bytes.of(bytes(in, KEY));
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
