package io.craton.hsm.cli.module;

import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.IntegrityTool;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** The jars that this program runs from. */
public final class ProgramFiles {
    private ProgramFiles() {}

    /** The directory of the jar; empty if the program does not run from one. */
    public static Optional<Path> directory() {
        CodeSource source = ProgramFiles.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            return Files.isRegularFile(jar)
                    ? Optional.ofNullable(jar.getParent())
                    : Optional.empty();
        } catch (URISyntaxException e) {
            // A place that has no name among files is no directory of jars.
            return Optional.empty();
        }
    }

    /** Whether they differ from those that were installed; not if nobody wrote down which. */
    static boolean differ() {
        return directory()
                .map(IntegrityTool::verify)
                .filter(found -> found.status() == IntegrityResult.Status.FAILED)
                .isPresent();
    }
}
