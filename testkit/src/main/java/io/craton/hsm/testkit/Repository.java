package io.craton.hsm.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources are, from whichever module the tests run. */
public final class Repository {
    private static final Path ROOT = root();

    private Repository() {}

    /** A file or directory by its name from the root, such as {@code docs/cli.md}. */
    public static Path file(String name) {
        return ROOT.resolve(name);
    }

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/architecture.md"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "there is no docs/architecture.md above the working directory; run the tests in the source tree");
    }
}
