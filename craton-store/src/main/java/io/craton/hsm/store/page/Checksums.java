package io.craton.hsm.store.page;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Checksums against torn and rotten blocks. What an attacker does is found by the seals of the
 * records.
 */
final class Checksums {
    private Checksums() {}

    /** CRC-32C, 32 bits. */
    static int crc32c(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Two independent polynomials side by side, 64 bits: a torn frame passes once in 2^64. */
    static long wide(byte[] bytes, int length) {
        CRC32C first = new CRC32C();
        CRC32 second = new CRC32();
        first.update(bytes, 0, length);
        second.update(bytes, 0, length);
        return (first.getValue() << 32) | second.getValue();
    }
}
