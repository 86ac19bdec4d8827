package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.testkit.Logs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warm-up of a server: at work in the background, apart from everybody, and over in time. */
class WarmUpTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir private Path directory;

    private Hsm open(boolean warm) {
        return Hsm.open(
                TestToken.config()
                        .set(ConfigKey.MODULE_WARM_UP, warm)
                        .set(ConfigKey.AUDIT_ENABLED, true)
                        .auditLogPath(log())
                        .build());
    }

    private Path log() {
        return directory.resolve("audit.jsonl");
    }

    private static Optional<Thread> atWork() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("craton-hsm warm-up"))
                .findFirst();
    }

    @Test
    void warmUp_endsByItself_andLeavesNothingInTheLog() throws Exception {
        try (Hsm hsm = open(true)) {
            Thread thread = atWork().orElseThrow();
            assertThat(thread.isDaemon()).isTrue();
            thread.join(LONGEST.toMillis());
            assertThat(thread.isAlive()).isFalse();
            assertThat(Logs.text()).doesNotContain("the warm-up");
            assertThat(hsm.slot(0).tokenInfo().initialized()).isFalse();
        }
        List<String> events = Files.readAllLines(log()).stream().map(AuditedToken::event).toList();
        assertThat(events).containsExactly("Initialize", "SelfTest", "Finalize");
    }

    @Test
    void warmUp_endsWhenTheModuleIsClosed() {
        Hsm hsm = open(true);
        Thread thread = atWork().orElseThrow();
        hsm.close();
        assertThat(thread.isAlive()).isFalse();
    }

    /** Begins a warm-up, and ends while it is at work. */
    static final class ProgramThatClosesNothing {
        private ProgramThatClosesNothing() {}

        public static void main(String[] args) throws Exception {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            Hsm hsm =
                    Hsm.open(
                            TestToken.config()
                                    .set(ConfigKey.MODULE_WARM_UP, true)
                                    .set(ConfigKey.AUDIT_ENABLED, true)
                                    .auditLogPath(Path.of(args[0]))
                                    .build());
            while (logs(temporary).isEmpty() && atWork().isPresent()) {
                Thread.onSpinWait();
            }
            System.exit(hsm.slots().isEmpty() ? 1 : 0);
        }
    }

    private static List<Path> logs(Path temporary) throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(file -> file.endsWith("warm-up.jsonl")).toList();
        } catch (UncheckedIOException e) {
            // a directory that has just gone
            return List.of();
        }
    }

    @Test
    void programThatClosesNothing_leavesNoFiles() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                ProgramThatClosesNothing.class.getName(),
                                log().toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(output).isZero();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("craton")))
                    .isEmpty();
        }
    }

    @Test
    void withoutTheKey_thereIsNone() {
        try (Hsm hsm = open(false)) {
            assertThat(hsm.info()).isNotNull();
            assertThat(atWork()).isEmpty();
        }
    }
}
