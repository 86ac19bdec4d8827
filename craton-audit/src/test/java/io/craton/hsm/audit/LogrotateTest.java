package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.verify.BreakReason;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real logrotate, with the stanza of the operator runbook. */
@Tag("S0-27")
@Tag("S0-28")
@Tag("S0-29")
class LogrotateTest {
    @TempDir Path directory;

    private TestLog test;
    private Path configuration;

    @BeforeEach
    void writeConfiguration() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/logrotate")),
                "logrotate is not installed (Debian package logrotate): rotation by it was not tested");
        test =
                TestLog.in(
                        Files.createDirectory(
                                directory.resolve("log"),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rwx------"))));
        PosixFileAttributes owner = Files.readAttributes(directory, PosixFileAttributes.class);
        configuration =
                Files.writeString(
                        directory.resolve("logrotate.conf"),
                        String.join(
                                "\n",
                                test.file() + " {",
                                "    daily",
                                "    rotate 30",
                                "    missingok",
                                "    compress",
                                "    delaycompress",
                                "    copytruncate",
                                "    create 0600 "
                                        + owner.owner().getName()
                                        + " "
                                        + owner.group().getName(),
                                "}",
                                ""));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private void logrotate() throws Exception {
        Process process =
                new ProcessBuilder(
                                "/usr/sbin/logrotate",
                                "--force",
                                "--state",
                                directory.resolve("logrotate.state").toString(),
                                configuration.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    private ChainVerification verifyAll() throws Exception {
        return ChainVerifier.create().verify(AuditSource.withRotated(test.file()));
    }

    @Test
    void rotation_betweenRecords_losesNothing() throws Exception {
        long written = 0;
        for (int round = 0; round < 4; round++) {
            try (AuditLog log = test.open()) {
                for (int i = 0; i < 50; i++) {
                    log.record(
                            TestLog.numbered(
                                    i % 5 == 0 ? AuditEvent.LOGIN : AuditEvent.SIGN, written++));
                }
                log.flush();
                logrotate();
                log.record(TestLog.numbered(AuditEvent.SIGN, written++));
            }
            logrotate();
        }
        assertThat(test.file()).isEmptyFile();
        assertThat(directory.resolve("log/audit.jsonl.2.gz")).exists();
        ChainVerification verification = verifyAll();
        assertThat(verification.summary()).startsWith("VALID");
        assertThat(verification.lines()).isEqualTo(written);
        assertThat(ChainVerifier.create().verify(directory.resolve("log")).lines())
                .isEqualTo(written);
    }

    @Test
    void rotation_underLoad_losesNoChain_andWhatFellBetweenItsStepsIsABreakAtAKnownPlace()
            throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        try (AuditLog log = test.open()) {
            Thread writer =
                    new Thread(
                            () -> {
                                while (!stop.get()) {
                                    log.record(
                                            TestLog.numbered(
                                                    AuditEvent.SIGN, written.getAndIncrement()));
                                    LockSupport.parkNanos(20_000);
                                }
                            });
            writer.start();
            for (int round = 0; round < 3; round++) {
                Thread.sleep(50);
                logrotate();
            }
            stop.set(true);
            writer.join();
        }
        // each segment is whole by itself, and starts where its first line says
        List<Path> segments = AuditSource.withRotated(test.file()).segments();
        assertThat(segments.size()).isGreaterThan(1);
        long lost = 0;
        long expected = 1;
        for (Path segment : segments) {
            ChainVerification verification = ChainVerifier.create().verify(segment);
            BreakReason reason =
                    verification.firstBreak().map(ChainVerification.Break::reason).orElse(null);
            // only the end of a copy may be torn: the copy was made while lines were being written
            assertThat(reason)
                    .as(verification.summary())
                    .isIn(null, BreakReason.TRUNCATED, BreakReason.MALFORMED);
            lost += verification.firstSequence() - expected;
            expected = verification.lastSequence() + 1;
        }
        assertThat(expected - 1).isEqualTo(written.get());
        ChainVerification all = verifyAll();
        if (lost == 0) {
            assertThat(all.summary()).startsWith("VALID");
        } else {
            assertThat(all.firstBreak().orElseThrow().reason())
                    .isIn(BreakReason.REMOVED, BreakReason.TRUNCATED);
        }
    }
}
