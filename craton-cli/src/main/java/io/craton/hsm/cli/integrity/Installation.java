package io.craton.hsm.cli.integrity;

import io.craton.hsm.cli.error.CliException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
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
        return directory == null ? ofThisProgram() : directory.toAbsolutePath().normalize();
    }

    private static Path ofThisProgram() {
        CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null ? null : Path.of(source.getLocation().toURI());
            if (jar != null && Files.isRegularFile(jar) && jar.getParent() != null) {
                return jar.getParent();
            }
        } catch (URISyntaxException e) {
            throw CliException.failed("this program does not know where it is; say --directory");
        }
        throw CliException.usage(
                "this program does not run from a jar; say where the jars are with --directory");
    }
}
