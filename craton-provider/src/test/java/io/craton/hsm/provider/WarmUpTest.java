package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    @Test
    void withoutTheKey_thereIsNone() {
        try (Hsm hsm = open(false)) {
            assertThat(hsm.info()).isNotNull();
            assertThat(atWork()).isEmpty();
        }
    }
}
