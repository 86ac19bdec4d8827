package io.craton.hsm.store.record;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The kinds of records of a domain: the one table of their codes. */
public enum Kind {
    /** What is searched and answered, and which secret belongs to it. */
    ATTRIBUTES(1),
    /** The secret part, read only when the object is used. */
    SECRET(2),
    /** Numbers given out for the nonces of a key. */
    COUNTER(3),
    /** The seal over the records of the domain. */
    MANIFEST(4);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Where a record of this kind is. */
    public byte[] key(int domain, UUID id) {
        return ByteBuffer.allocate(17)
                .put(prefix(domain))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** The first key of this kind. */
    byte[] from(int domain) {
        return new byte[] {prefix(domain)};
    }

    /** What is behind the last key of this kind. */
    byte[] to(int domain) {
        return new byte[] {(byte) (prefix(domain) + 1)};
    }

    private byte prefix(int domain) {
        return (byte) (domain << 4 | code);
    }

    /** The kind of the record with this key, or null if it can be no key. */
    public static @Nullable Kind of(byte[] key) {
        if (key.length != 17 || (domain(key) != Domain.PUBLIC && domain(key) != Domain.PRIVATE)) {
            return null;
        }
        for (Kind kind : values()) {
            if (kind.code == (key[0] & 0x0F)) {
                return kind;
            }
        }
        return null;
    }

    /** The domain of the record with this key. */
    public static int domain(byte[] key) {
        return key[0] >> 4;
    }

    public static UUID id(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        in.get();
        return new UUID(in.getLong(), in.getLong());
    }
}
