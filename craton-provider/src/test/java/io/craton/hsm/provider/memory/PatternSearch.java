package io.craton.hsm.provider.memory;

import io.craton.hsm.provider.memory.SecretPatterns.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks for many patterns in one pass. */
final class PatternSearch {
    private static final int CHUNK = 1 << 20;

    private final Pattern[][] byStart = new Pattern[1 << 16][];

    /** A pattern and where it was. */
    record Found(Pattern pattern, long address) {}

    PatternSearch(List<Pattern> patterns) {
        for (Pattern pattern : patterns) {
            int start = start(pattern.bytes(), 0);
            Pattern[] present = byStart[start] == null ? new Pattern[0] : byStart[start];
            byStart[start] = Arrays.copyOf(present, present.length + 1);
            byStart[start][present.length] = pattern;
        }
    }

    private static int start(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Where bytes come from. */
    interface Source {
        /** Reads bytes; -1 at the end. */
        int read(byte[] into, int offset, int length) throws IOException;
    }

    List<Found> in(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in(in::readNBytes, 0);
        }
    }

    /**
     * Everything that is found.
     *
     * @param address of the first byte
     */
    List<Found> in(Source source, long address) throws IOException {
        List<Found> found = new ArrayList<>();
        byte[] buffer = new byte[CHUNK + SecretPatterns.LENGTH];
        int kept = 0;
        long at = address;
        while (true) {
            int read = source.read(buffer, kept, CHUNK);
            if (read <= 0) {
                return found;
            }
            int length = kept + read;
            int last = length - SecretPatterns.LENGTH;
            for (int i = 0; i <= last; i++) {
                Pattern[] candidates = byStart[start(buffer, i)];
                if (candidates != null) {
                    compare(candidates, buffer, i, at - kept, found);
                }
            }
            at += read;
            kept = Math.min(length, SecretPatterns.LENGTH - 1);
            System.arraycopy(buffer, length - kept, buffer, 0, kept);
        }
    }

    private static void compare(
            Pattern[] candidates, byte[] buffer, int i, long base, List<Found> found) {
        for (Pattern pattern : candidates) {
            if (Arrays.equals(
                    buffer,
                    i,
                    i + SecretPatterns.LENGTH,
                    pattern.bytes(),
                    0,
                    SecretPatterns.LENGTH)) {
                found.add(new Found(pattern, base + i));
            }
        }
    }
}
