package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings.Durability;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** If a record cannot be written its operation fails, and works again when there is room. */
class WriteFailureTest {
    @TempDir Path directory;

    private static AuditLog open(TestLog test, SmallDisk disk) {
        return new FileAuditLogProvider().open(test.settings(), () -> disk.open(test.file()));
    }

    private static void assertFails(AuditLog log, AuditRecord record) {
        assertThatThrownBy(() -> log.record(record))
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR));
    }

    @ParameterizedTest
    @CsvSource({"ORDERED,true", "ORDERED,false", "SYNC,true", "SYNC,false"})
    void fullDisk_failsTheOperation_andRoomHealsIt(Durability durability, boolean withState)
            throws Exception {
        TestLog base = TestLog.in(directory).durability(durability);
        TestLog test = withState ? base : base.withoutState();
        SmallDisk disk = new SmallDisk();
        try (AuditLog log = open(test, disk)) {
            log.record(TestLog.GENERATE);
            for (AuditRecord record : List.of(TestLog.SIGN, TestLog.GENERATE)) {
                Thread.sleep(2);
                disk.room.set(100);
                assertFails(log, record);
                assertFails(log, TestLog.SIGN);
                assertFails(log, TestLog.GENERATE);
                disk.room.set(Long.MAX_VALUE / 2);
                log.record(record);
                log.flush();
            }
        }
        assertThat(test.verify().summary()).startsWith("VALID: 3 lines");
        test.open().close();
        assertThat(test.verify().summary()).startsWith("VALID: 3 lines");
    }

    /**
     * A key that was destroyed is gone, whether or not the log had room for that: the record is on
     * disk in the spool when the call returns, and goes to the log as soon as there is room.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordOfWhatCannotBeUndone_isKeptAndWrittenWhenThereIsRoom(boolean closedBefore) {
        TestLog test = TestLog.in(directory);
        SmallDisk disk = new SmallDisk();
        AuditRecord destroyed = TestLog.crypto(AuditEvent.DESTROY_OBJECT, null);
        AuditLog log = open(test, disk);
        log.requireWritable();
        log.record(TestLog.GENERATE);
        disk.room.set(100);
        log.record(destroyed);
        assertFails(log, destroyed);
        assertFails(log, TestLog.GENERATE);
        assertThatThrownBy(log::requireWritable).isInstanceOf(HsmException.class);
        assertThatThrownBy(log::requireWritable).isInstanceOf(HsmException.class);
        if (closedBefore) {
            assertThatThrownBy(log::close).isInstanceOf(HsmException.class);
            log = test.open();
        } else {
            disk.room.set(Long.MAX_VALUE / 2);
        }
        log.requireWritable();
        log.close();
        assertThat(test.entries())
                .extracting(AuditEntry::event)
                .containsExactly("GenerateKey", "DestroyObject");
        assertThat(test.verify().summary()).startsWith("VALID: 2 lines");
    }

    /** Without a spool there is no other place for it: the call fails, and the record is kept. */
    @Test
    void recordOfWhatCannotBeUndone_withoutASpool_failsTheCall() {
        TestLog test = TestLog.in(directory).withoutState();
        SmallDisk disk = new SmallDisk();
        AuditRecord destroyed = TestLog.crypto(AuditEvent.DESTROY_OBJECT, null);
        try (AuditLog log = open(test, disk)) {
            disk.room.set(100);
            assertFails(log, destroyed);
            disk.room.set(Long.MAX_VALUE / 2);
            log.requireWritable();
        }
        assertThat(test.entries()).extracting(AuditEntry::event).containsExactly("DestroyObject");
    }

    /** With every line taken back there is nothing to write, and all the same no room. */
    @Test
    void fullDisk_isNotTakenForHealed_whenNothingIsLeftToWrite() {
        TestLog test = TestLog.in(directory);
        SmallDisk disk = new SmallDisk();
        try (AuditLog log = open(test, disk)) {
            disk.room.set(100);
            assertFails(log, TestLog.GENERATE);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(log::requireWritable).isInstanceOf(HsmException.class);
            }
            disk.room.set(Long.MAX_VALUE / 2);
            log.requireWritable();
            assertThat(test.file()).isEmptyFile();
        }
    }

    @Test
    void failedForce_takesTheLineAway() {
        TestLog test = TestLog.in(directory);
        SmallDisk disk = new SmallDisk();
        try (AuditLog log = open(test, disk)) {
            log.record(TestLog.GENERATE);
            disk.forceFails = true;
            assertFails(log, TestLog.GENERATE);
            assertThat(test.lines().size()).isLessThanOrEqualTo(2);
            disk.forceFails = false;
            log.record(TestLog.GENERATE);
        }
        assertThat(test.verify().summary()).startsWith("VALID: 2 lines");
    }

    @Test
    void recordsThatWereAcceptedBeforeTheDiskWasFull_areWrittenWhenThereIsRoom() {
        TestLog test = TestLog.in(directory).durability(Durability.ASYNC);
        SmallDisk disk = new SmallDisk();
        int accepted = 0;
        try (AuditLog log = open(test, disk)) {
            disk.room.set(10_000);
            try {
                while (accepted < 1_000_000) {
                    log.record(TestLog.SIGN);
                    accepted++;
                }
            } catch (HsmException e) {
                assertThat(e.code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR);
            }
            assertThat(accepted).isLessThan(1_000_000);
            disk.room.set(Long.MAX_VALUE / 2);
            log.record(TestLog.GENERATE);
        }
        assertThat(test.verify().lines()).isEqualTo(accepted + 1);
        assertThat(test.verify().summary()).startsWith("VALID");
    }

    @Test
    void recordsThatWereAccepted_surviveACloseWithAFullDisk() {
        TestLog test = TestLog.in(directory).durability(Durability.ASYNC);
        SmallDisk disk = new SmallDisk();
        AuditLog log = open(test, disk);
        disk.room.set(100);
        log.record(TestLog.SIGN);
        assertThatThrownBy(log::close).isInstanceOf(HsmException.class);
        test.open().close();
        assertThat(test.verify().summary()).startsWith("VALID: 1 lines");
    }

    @Test
    void diskThatFillsUpAgainAndAgain_losesNoAcceptedRecord() throws Exception {
        TestLog test = TestLog.in(directory);
        SmallDisk disk = new SmallDisk();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (AuditLog log = open(test, disk)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                AuditRecord record = i % 2 == 0 ? TestLog.SIGN : TestLog.GENERATE;
                callers.add(
                        new Thread(
                                () -> {
                                    for (int k = 0; k < 300; k++) {
                                        try {
                                            log.record(record);
                                            accepted.incrementAndGet();
                                        } catch (HsmException e) {
                                            refused.incrementAndGet();
                                        }
                                    }
                                }));
            }
            callers.forEach(Thread::start);
            for (int round = 0; callers.stream().anyMatch(Thread::isAlive); round++) {
                disk.room.set(round % 3 == 0 ? 150 : 20_000);
                disk.forceFails = round % 5 == 4;
                TimeUnit.MILLISECONDS.sleep(3);
            }
            disk.forceFails = false;
            disk.room.set(Long.MAX_VALUE / 2);
            log.record(TestLog.GENERATE);
        }
        assertThat(refused.get()).isPositive();
        ChainVerification verification = test.verify();
        assertThat(verification.summary()).startsWith("VALID");
        // a call that failed may have left its record, when a later one had returned; never the
        // other way round
        assertThat(verification.lines())
                .isBetween(accepted.get() + 1L, accepted.get() + refused.get() + 1L);
    }

    @Test
    void fullFileSystem_failsTheOperation_andRoomHealsIt() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount.toString()),
                "needs root to mount");
        try {
            TestLog log =
                    new TestLog(
                            mount,
                            Durability.ORDERED,
                            io.craton.hsm.spi.AuditSettings.Level.ALL,
                            false,
                            java.time.Clock.systemUTC());
            fill(log, mount);
        } finally {
            run("umount", mount.toString());
        }
    }

    private static void fill(TestLog test, Path mount) throws Exception {
        Path ballast = mount.resolve("ballast");
        Files.write(ballast, new byte[16 * 1024]);
        int accepted = 0;
        try (AuditLog log = test.open()) {
            try {
                while (accepted < 10_000) {
                    log.record(accepted % 2 == 0 ? TestLog.GENERATE : TestLog.SIGN);
                    accepted++;
                }
            } catch (HsmException e) {
                assertThat(e).hasMessageContaining("No space left on device");
            }
            assertThat(accepted).isBetween(10, 1000);
            assertFails(log, TestLog.SIGN);
            Files.delete(ballast);
            log.record(TestLog.SIGN);
            log.record(TestLog.GENERATE);
        }
        assertThat(test.verify().summary()).startsWith("VALID: " + (accepted + 2) + " lines");
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        return process.waitFor() == 0;
    }
}
