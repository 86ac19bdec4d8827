package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The archive of the program's classes (class data sharing), beside its jar. It is code: whoever
 * installs the jar makes it, and nobody else may write it. Java itself ignores one that was made of
 * another jar or by another Java; the launcher looks at its owner and age before.
 */
final class ClassArchive {
    /** The jar that it is of. */
    static final String JAR = "craton-hsm.jar";

    private static final String NAME = "craton-hsm.jsa";
    private static final String TRAINING = "io.craton.hsm.cli.Training";

    private ClassArchive() {}

    /**
     * Makes it, by a process that does what commands do in a directory that is gone afterwards.
     *
     * @return the archive, which everybody can read and nobody can write
     */
    static Path make(Path jar) throws IOException, InterruptedException {
        Path directory = jar.resolveSibling(".").normalize();
        Path made = Files.createTempDirectory(directory, ".craton-hsm.jsa");
        try {
            Path part = made.resolve(NAME);
            train(jar, part, Files.createDirectory(made.resolve("work")));
            if (Files.getFileStore(part).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
            }
            Path archive = jar.resolveSibling(NAME);
            Files.move(
                    part,
                    archive,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return archive;
        } finally {
            remove(made);
        }
    }

    private static void train(Path jar, Path archive, Path work)
            throws IOException, InterruptedException {
        Path log = work.resolveSibling("log");
        ProcessBuilder training =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Dcraton.hsm.home=" + work,
                        "-cp",
                        jar.toString(),
                        TRAINING);
        training.environment().keySet().removeIf(name -> name.startsWith("CRATON_HSM_"));
        int code =
                training.directory(work.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start()
                        .waitFor();
        if (code != 0 || !Files.isRegularFile(archive)) {
            List<String> said = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            String last = said.isEmpty() ? "nothing" : said.get(said.size() - 1);
            throw CliException.failed(
                    "Java has made no archive of " + jar + "; what it said last is: " + last);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
