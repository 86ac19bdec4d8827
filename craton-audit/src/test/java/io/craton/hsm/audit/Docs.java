package io.craton.hsm.audit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the documentation is, from wherever the tests are run. */
final class Docs {
    private Docs() {}

    static Path directory() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/audit-entry.schema.json"))) {
                return at.resolve("docs");
            }
        }
        throw new IllegalStateException("there is no docs directory above the working directory");
    }
}
