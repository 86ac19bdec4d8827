package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.ProgramFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --directory}: where the jars of an installation are. */
final class Installation {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where the jars are; by default where this program is.")
    private @Nullable Path directory;

    Path directory() {
        return directory == null
                ? ProgramFiles.directory().orElseThrow(Installation::unknown)
                : directory.toAbsolutePath().normalize();
    }

    /** Whether there is a jar in a directory; what cannot be read is found out by who reads it. */
    static boolean hasJars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".jar"));
        } catch (IOException e) {
            return true;
        }
    }

    private static CliException unknown() {
        return CliException.usage(
                "this program does not run from a jar; say where the jars are with --directory");
    }
}
