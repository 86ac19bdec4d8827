package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Sources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sentence is our own and the cause is attached; the doors say the causes ({@code Causes}, {@code
 * JcaFailures}). Where a message is read none the less, there is no cause to attach to, or the
 * message comes from a library or the operating system and is what we look for.
 */
class PastedMessagesTest {
    /** It only sinks. {@code .ci/measure messages} says where they are. */
    private static final int CEILING = 13;

    @Test
    void messagesOfExceptions_areReadInFewPlaces() {
        List<String> places =
                Sources.main().stream().flatMap(file -> reading(file).stream()).toList();

        assertThat(places).isNotEmpty().hasSizeLessThanOrEqualTo(CEILING);
    }

    private static List<String> reading(Path file) {
        return Sources.read(file)
                .lines()
                .filter(line -> line.contains("getMessage()"))
                .map(line -> file.getFileName() + ": " + line.strip())
                .toList();
    }
}
