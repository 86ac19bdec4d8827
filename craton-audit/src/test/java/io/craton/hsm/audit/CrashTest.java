package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings.Durability;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed under load: what they were told is recorded is recorded, and the chain
 * goes on.
 */
class CrashTest {
    private static final int ROUNDS = 8;
    private static final int CAMPAIGN_ROUNDS = 300;

    @TempDir Path directory;

    private final Random random = new Random();

    @Test
    void killedUnderLoad_losesNoRecordWhoseCallReturned() throws Exception {
        run(ROUNDS, Durability.ORDERED, false);
    }

    @Test
    void killedUnderLoad_withASyncLog_losesNoRecordWhoseCallReturned() throws Exception {
        run(2, Durability.SYNC, false);
    }

    @Test
    void killedWhileRotating_losesNoRecordWhoseCallReturned() throws Exception {
        run(3, Durability.ORDERED, true);
    }

    @Test
    @Tag("campaign")
    void campaign() throws Exception {
        run(CAMPAIGN_ROUNDS, Durability.ORDERED, false);
        run(CAMPAIGN_ROUNDS / 3, Durability.ORDERED, true);
    }

    private void run(int rounds, Durability durability, boolean rotating) throws Exception {
        TestLog test = TestLog.in(directory).durability(durability);
        Set<String> returned = new HashSet<>();
        Set<String> recorded = new HashSet<>();
        for (int round = 0; round < rounds; round++) {
            Set<String> durable = kill(test, round, rotating, returned);
            // what was durable is in the files before anybody opens the log again
            readDetails(test, recorded);
            durable.removeAll(recorded);
            assertThat(durable).as("durable records that are missing in round %d", round).isEmpty();
        }
        try (AuditLog log = test.open()) {
            log.record(
                    AuditRecord.module(
                            AuditEvent.INITIALIZE,
                            ReturnCode.CKR_OK,
                            TestLog.detail("after the crashes")));
        }
        ChainVerification verification =
                ChainVerifier.create().verify(AuditSource.withRotated(test.file()));
        assertThat(verification.summary()).startsWith("VALID");
        assertThat(verification.firstSequence()).isEqualTo(1);
        readDetails(test, recorded);
        returned.removeAll(recorded);
        assertThat(returned).as("records that are missing").isEmpty();
        assertThat(recorded)
                .as("findings: a kill is not taken for somebody's work on the log")
                .noneMatch(
                        detail -> detail.contains("not remembered") || detail.contains("missing"));
    }

    private static void readDetails(TestLog test, Set<String> into) throws IOException {
        try (LineCursor cursor = new LineCursor(AuditSource.withRotated(test.file()))) {
            for (LineReader reader = cursor.next(); reader != null; reader = cursor.next()) {
                AuditEntry.parse(reader.line())
                        .flatMap(entry -> entry.field("detail"))
                        .ifPresent(into::add);
            }
        }
    }

    /** Runs a child and kills it; answers what it said was recorded durably. */
    private Set<String> kill(TestLog test, int round, boolean rotating, Set<String> returned)
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                test.directory().toString(),
                                test.durability().name(),
                                Integer.toString(round),
                                Boolean.toString(rotating)));
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Set<String> durable = new HashSet<>();
        try (BufferedReader acknowledgements = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = acknowledgements.readLine();
            assertThat(line).isEqualTo("ready");
            long killAfter = 20 + random.nextInt(400);
            Thread killer =
                    new Thread(
                            () -> {
                                try {
                                    TimeUnit.MILLISECONDS.sleep(killAfter);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                // not Process.destroyForcibly, which closes the pipe with
                                // acknowledgements in it
                                child.toHandle().destroyForcibly();
                            });
            killer.start();
            for (line = acknowledgements.readLine();
                    line != null;
                    line = acknowledgements.readLine()) {
                returned.add(line);
                if (line.startsWith("durable")) {
                    durable.add(line);
                }
            }
            killer.join();
        }
        assertThat(child.waitFor()).isEqualTo(137);
        return durable;
    }

    /**
     * Writes records from several threads until it is killed; says of each that its call returned.
     */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            TestLog test = TestLog.in(Path.of(args[0])).durability(Durability.valueOf(args[1]));
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            AuditLog log = test.open();
            out.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 3; i++) {
                AuditEvent event = i == 0 ? AuditEvent.SIGN : AuditEvent.LOGIN;
                String name =
                        (event.durable() ? "durable" : "ordered") + " " + args[2] + " " + i + " ";
                new Thread(() -> load(log, event, name, out)).start();
            }
            for (int i = 0; Boolean.parseBoolean(args[3]); i++) {
                log.rotate(test.file().resolveSibling("audit.jsonl." + args[2] + "-" + i));
                Thread.sleep(20);
            }
        }

        private static void load(
                AuditLog log, AuditEvent event, String name, FileOutputStream out) {
            try {
                for (long number = 0; ; number++) {
                    String detail = name + number;
                    log.record(
                            AuditRecord.module(event, ReturnCode.CKR_OK, TestLog.detail(detail)));
                    out.write((detail + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
