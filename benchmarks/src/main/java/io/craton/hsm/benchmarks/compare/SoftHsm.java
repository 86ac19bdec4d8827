package io.craton.hsm.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SoftHSM as the machine has it: its library, a token of its own, a program in C that calls it. */
public final class SoftHsm {
    /** Why it is left out. */
    static final String ABSENT = "SoftHSM (softhsm2-util, libsofthsm2.so) is not installed";

    /** The PIN of the token. */
    static final String PIN = "benchmark-pin";

    private static final String CONFIGURATION = "SOFTHSM2_CONF";

    private SoftHsm() {}

    /** The library, or null. */
    static @Nullable Path library() {
        if (!Programs.on("softhsm2-util")) {
            return null;
        }
        return Stream.of(
                        "/usr/lib/softhsm",
                        "/usr/lib/x86_64-linux-gnu/softhsm",
                        "/usr/lib/aarch64-linux-gnu/softhsm",
                        "/usr/lib64/pkcs11",
                        "/usr/local/lib/softhsm")
                .map(folder -> Path.of(folder, "libsofthsm2.so"))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    /** Why the program in C cannot be used, or null. */
    public static @Nullable String missing() {
        if (library() == null) {
            return ABSENT;
        }
        return Programs.on("cc") ? null : "no C compiler (cc)";
    }

    /** What a process that uses the token has to have in its environment. */
    public static Map<String, String> environment(Path directory) {
        return Map.of(CONFIGURATION, directory.resolve("softhsm2.conf").toString());
    }

    /** Makes a token in the directory. */
    static void makeToken(Path directory) throws IOException, InterruptedException {
        Path tokens = Files.createDirectories(directory.resolve("tokens"));
        String configuration =
                "directories.tokendir = "
                        + tokens
                        + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n";
        Files.writeString(directory.resolve("softhsm2.conf"), configuration);
        Programs.run(
                environment(directory),
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "Benchmark",
                "--so-pin",
                PIN,
                "--pin",
                PIN);
    }

    /** The slot that SoftHSM gave the token. */
    static long slot(Path directory) throws IOException, InterruptedException {
        String slots = Programs.run(environment(directory), "softhsm2-util", "--show-slots");
        return slots.lines()
                .filter(line -> line.startsWith("Slot "))
                .mapToLong(line -> Long.parseLong(line.substring("Slot ".length()).trim()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("SoftHSM shows no slot: " + slots));
    }

    /** Compiles the program in C; the command that starts it: program, library, PIN. */
    public static List<String> worker(Path directory) throws IOException, InterruptedException {
        makeToken(directory);
        Path source = directory.resolve("softhsm.c");
        try (InputStream in = SoftHsm.class.getResourceAsStream("softhsm.c")) {
            if (in == null) {
                throw new IllegalStateException("softhsm.c is not in the jar");
            }
            Files.copy(in, source);
        }
        Path program = directory.resolve("softhsm");
        Programs.run(
                Map.of(),
                "cc",
                "-O2",
                "-Wall",
                "-o",
                program.toString(),
                source.toString(),
                "-ldl");
        Path library = library();
        return List.of(program.toString(), String.valueOf(library), PIN);
    }
}
