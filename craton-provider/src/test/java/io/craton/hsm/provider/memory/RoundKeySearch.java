package io.craton.hsm.provider.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Finds round keys of AES-256 in a heap dump without knowing the key: words that follow from each
 * other as the key schedule says (FIPS 197, section 5.2) are no accident. Those of the key of zeros
 * do not count, which idle ciphers have.
 */
final class RoundKeySearch {
    private static final int KEY = 32;
    private static final int ROUND_CONSTANT = 1 << 24;

    private RoundKeySearch() {}

    /** The keys whose round keys are there, as hexadecimal digits. */
    static List<String> in(Path dump) throws IOException {
        List<String> found = new ArrayList<>();
        try (FileChannel file = FileChannel.open(dump)) {
            MappedByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            int last = bytes.capacity() - 2 * KEY;
            for (int at = 0; at <= last; at++) {
                if (isSchedule(bytes, at) && !isZero(bytes, at)) {
                    byte[] key = new byte[KEY];
                    bytes.get(at, key);
                    found.add(HexFormat.of().formatHex(key));
                }
            }
        }
        return found;
    }

    /** Whether the second key in a row of round keys follows from the first. */
    private static boolean isSchedule(ByteBuffer bytes, int at) {
        int turned = Integer.rotateLeft(bytes.getInt(at + KEY - 4), 8);
        int expected = bytes.getInt(at) ^ SecretPatterns.substituted(turned) ^ ROUND_CONSTANT;
        if (bytes.getInt(at + KEY) != expected) {
            return false;
        }
        for (int word = 1; word < 4; word++) {
            expected ^= bytes.getInt(at + 4 * word);
            if (bytes.getInt(at + KEY + 4 * word) != expected) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(ByteBuffer bytes, int at) {
        for (int i = 0; i < KEY; i += Long.BYTES) {
            if (bytes.getLong(at + i) != 0) {
                return false;
            }
        }
        return true;
    }
}
