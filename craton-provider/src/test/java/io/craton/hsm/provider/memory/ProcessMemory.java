package io.craton.hsm.provider.memory;

import io.craton.hsm.provider.memory.PatternSearch.Found;
import io.craton.hsm.provider.memory.SecretPatterns.Pattern;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All memory of a process that can be read: what a core dump of it would have. Linux only. */
final class ProcessMemory {
    private final Path process;

    ProcessMemory(long pid) {
        process = Path.of("/proc", Long.toString(pid));
    }

    /** Why it cannot be read here, or null if it can. */
    String unreadable() {
        if (!Files.isReadable(process.resolve("mem"))) {
            return "this system has no /proc/<pid>/mem that can be read";
        }
        try (RandomAccessFile memory = open()) {
            memory.seek(mappings().get(0).from());
            memory.read();
            return null;
        } catch (IOException e) {
            return "the memory of a child process cannot be read here: " + e.getMessage();
        }
    }

    private RandomAccessFile open() throws IOException {
        return new RandomAccessFile(process.resolve("mem").toFile(), "r");
    }

    /** A range of addresses. */
    record Mapping(long from, long to) {}

    private List<Mapping> mappings() throws IOException {
        List<Mapping> all = new ArrayList<>();
        for (String line : Files.readAllLines(process.resolve("maps"))) {
            String[] words = line.split(" +");
            boolean ofKernel = words.length > 5 && words[5].startsWith("[v");
            if (words[1].startsWith("r") && !ofKernel) {
                String[] range = words[0].split("-");
                all.add(
                        new Mapping(
                                Long.parseUnsignedLong(range[0], 16),
                                Long.parseUnsignedLong(range[1], 16)));
            }
        }
        return all;
    }

    /** Looks everywhere. */
    List<Found> search(List<Pattern> patterns) throws IOException {
        PatternSearch search = new PatternSearch(patterns);
        List<Found> found = new ArrayList<>();
        try (RandomAccessFile memory = open()) {
            for (Mapping mapping : mappings()) {
                found.addAll(search(search, memory, mapping));
            }
        }
        return found;
    }

    private static List<Found> search(
            PatternSearch search, RandomAccessFile memory, Mapping mapping) throws IOException {
        memory.seek(mapping.from());
        long[] left = {mapping.to() - mapping.from()};
        try {
            return search.in(
                    (into, offset, length) -> {
                        int read = memory.read(into, offset, (int) Math.min(length, left[0]));
                        left[0] -= Math.max(0, read);
                        return left[0] < 0 ? -1 : read;
                    },
                    mapping.from());
        } catch (IOException e) {
            // Given back to the system meanwhile.
            return List.of();
        }
    }
}
