package io.craton.hsm.store.record;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.header.HeaderSeal;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.RecordStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.UUID;

/**
 * What the records of a domain add up to, sealed and written with every commit: finds records that
 * were deleted, duplicated, brought back or rolled back.
 *
 * @param objects how many objects; can be read without the key
 * @param masterVersion the object master key that it is under; can be read without the key
 * @param version of the manifest
 * @param sequence the commit that it was written with
 * @param header a header older than this was brought back
 * @param sum of the elements of the records, modulo 2^256
 */
public record Manifest(
        long objects,
        int masterVersion,
        long version,
        long sequence,
        HeaderSeal header,
        Bytes sum) {
    static final UUID ID = new UUID(0, 0);
    private static final int CLEAR = 8 + 4;
    private static final int PINS = 2 * Integer.BYTES;

    static Manifest empty(TokenHeader header) {
        return new Manifest(
                0, header.masterVersion(), 0, 0, HeaderSeal.of(header), Bytes.zeros(Hmac.LENGTH));
    }

    public static byte[] key(int domain) {
        return Kind.MANIFEST.key(domain, ID);
    }

    byte[] seal(Domain domain) {
        byte[] clear = ByteBuffer.allocate(CLEAR).putLong(objects).putInt(masterVersion).array();
        byte[] plaintext =
                ByteBuffer.allocate(16 + Hmac.LENGTH + PINS)
                        .putLong(sequence)
                        .putLong(header.sequence())
                        .put(sum.copy())
                        .putInt(header.soPin())
                        .putInt(header.userPin())
                        .array();
        return domain.seal(Kind.MANIFEST, ID, version, clear, plaintext);
    }

    static Manifest open(Domain domain, byte[] record) {
        Domain.Opened opened = domain.open(Kind.MANIFEST, ID, record, CLEAR);
        ByteBuffer in = ByteBuffer.wrap(opened.plaintext());
        long sequence = in.getLong();
        long headerSequence = in.getLong();
        byte[] sum = new byte[Hmac.LENGTH];
        in.get(sum);
        // Releases before 0.11 did not write the versions of the PINs.
        boolean pins = in.remaining() >= PINS;
        HeaderSeal header =
                new HeaderSeal(headerSequence, pins ? in.getInt() : 0, pins ? in.getInt() : 0);
        return new Manifest(
                objects(record),
                masterVersion(record),
                opened.version(),
                sequence,
                header,
                Bytes.of(sum));
    }

    /** The number of objects, not authenticated. */
    public static long objects(byte[] record) {
        return record.length < CLEAR ? 0 : ByteBuffer.wrap(record).getLong();
    }

    /** The number of the master key, not authenticated. */
    static int masterVersion(byte[] record) {
        return record.length < CLEAR ? 0 : ByteBuffer.wrap(record).getInt(8);
    }

    Manifest next(long newSequence) {
        return new Manifest(objects, masterVersion, version + 1, newSequence, header, sum);
    }

    /** The write that makes it the next one of its domain. */
    RecordStore.Write write(Domain domain, long newSequence) {
        return new RecordStore.Write(key(domain.code()), next(newSequence).seal(domain));
    }

    Manifest withHeader(HeaderSeal newHeader) {
        return new Manifest(objects, masterVersion, version, sequence, newHeader, sum);
    }

    Manifest plus(byte[] element, int moreObjects) {
        return new Manifest(
                objects + moreObjects,
                masterVersion,
                version,
                sequence,
                header,
                Bytes.of(add(sum.copy(), element, 1)));
    }

    Manifest minus(byte[] element, int fewerObjects) {
        return new Manifest(
                objects - fewerObjects,
                masterVersion,
                version,
                sequence,
                header,
                Bytes.of(add(sum.copy(), element, -1)));
    }

    /**
     * Refuses records that do not add up to this.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR}
     */
    void require(Domain domain, long count, byte[] total) {
        if (count != objects || !MessageDigest.isEqual(total, sum.copy())) {
            String name = domain.code() == Domain.PRIVATE ? "private" : "public";
            String which = "the " + name + " records of the token";
            String counts = " (" + count + " found, " + objects + " expected)";
            String why = ": records are missing, came back or were replaced by older ones";
            throw Failures.damaged(which + " are not those of its manifest" + counts + why);
        }
    }

    /** Adds or subtracts modulo 2^256. */
    static byte[] add(byte[] left, byte[] right, int sign) {
        byte[] result = Arrays.copyOf(left, left.length);
        int carry = 0;
        for (int i = left.length - 1; i >= 0; i--) {
            carry += (left[i] & 0xFF) + sign * (right[i] & 0xFF);
            result[i] = (byte) carry;
            carry >>= 8;
        }
        return result;
    }
}
