package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings.Durability;
import io.craton.hsm.spi.AuditSettings.Level;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileAuditLogTest {
    @TempDir Path directory;

    @Test
    void provider_isFoundByServiceLoader() {
        assertThat(ServiceLoader.load(AuditLogProvider.class))
                .hasOnlyElementsOfType(FileAuditLogProvider.class);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    @Tag("S0-26")
    @Tag("S3-41")
    @Tag("S4-19")
    void records_areChainedJsonLines_inEveryMode(Durability durability) {
        for (TestLog test :
                List.of(
                        TestLog.in(directory.resolve("a")).durability(durability),
                        TestLog.in(directory.resolve("b")).durability(durability).withoutState())) {
            try (AuditLog log = test.open()) {
                for (int i = 0; i < 1000; i++) {
                    log.record(i % 100 == 0 ? TestLog.GENERATE : TestLog.SIGN);
                }
            }
            List<AuditEntry> entries = test.entries();
            assertThat(entries).hasSize(1000);
            assertThat(test.verify().valid()).isTrue();
            String previous = "0".repeat(64);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
                assertThat(entries.get(i).previousHash()).isEqualTo(previous);
                previous = java.util.HexFormat.of().formatHex(Sha256.of(entries.get(i).line()));
            }
        }
    }

    @Test
    @Tag("S2-32")
    @Tag("S3-18")
    @Tag("S4-27")
    void failedLogins_carryTheirCount() {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            for (int failures = 1; failures <= 3; failures++) {
                log.record(
                        new AuditRecord(
                                AuditEvent.LOGIN,
                                ReturnCode.CKR_PIN_INCORRECT,
                                0,
                                1,
                                UserType.CKU_USER,
                                null,
                                null,
                                null,
                                null,
                                failures,
                                null,
                                null));
            }
        }
        assertThat(test.entries())
                .allSatisfy(entry -> assertThat(entry.result()).isEqualTo("CKR_PIN_INCORRECT"))
                .extracting(entry -> entry.field("failed_logins").orElse(""))
                .containsExactly("1", "2", "3");
    }

    @Test
    @Tag("S2-34")
    void cryptoEntries_sayWhetherTheServiceWasApproved() {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
        }
        assertThat(test.entries().get(0).fields()).containsEntry("fips_approved", true);
    }

    @Test
    void durableRecord_isInTheFile_whenTheCallReturns() {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            for (int i = 1; i <= 20; i++) {
                log.record(TestLog.GENERATE);
                assertThat(test.lines()).hasSize(i);
            }
        }
    }

    @Test
    void orderedRecord_isInTheFile_whenItsCallReturnsAfterAQuietMoment() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            for (int i = 1; i <= 20; i++) {
                Thread.sleep(5);
                log.record(TestLog.SIGN);
                assertThat(test.lines()).hasSize(i);
            }
        }
    }

    @Test
    void orderedRecord_isInTheFile_whenItsCallReturnsWithoutAStateDirectory() {
        TestLog test = TestLog.in(directory).withoutState();
        try (AuditLog log = test.open()) {
            for (int i = 1; i <= 100; i++) {
                log.record(TestLog.SIGN);
                assertThat(test.lines()).hasSize(i);
            }
        }
    }

    @Test
    void burst_reachesTheFileByItself() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            for (int i = 0; i < 5000; i++) {
                log.record(TestLog.SIGN);
            }
            for (int i = 0; i < 1000 && test.lines().size() < 5000; i++) {
                Thread.sleep(10);
            }
            assertThat(test.lines()).hasSize(5000);
        }
    }

    @Test
    void flush_putsEverythingIntoTheFile() {
        TestLog test = TestLog.in(directory).durability(Durability.ASYNC);
        try (AuditLog log = test.open()) {
            for (int i = 0; i < 3000; i++) {
                log.record(TestLog.SIGN);
            }
            log.flush();
            assertThat(test.lines()).hasSize(3000);
        }
    }

    @Test
    void manyCallers_shareOneChain() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                AuditRecord record = i % 2 == 0 ? TestLog.GENERATE : TestLog.SIGN;
                callers.add(
                        new Thread(
                                () -> {
                                    for (int k = 0; k < 500; k++) {
                                        log.record(record);
                                    }
                                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
        }
        ChainVerification verification = test.verify();
        assertThat(verification.summary()).startsWith("VALID");
        assertThat(verification.lines()).isEqualTo(8000);
    }

    @Test
    void restart_continuesTheChainAndTheMarks() {
        TestLog test = TestLog.in(directory);
        for (int start = 1; start <= 3; start++) {
            try (AuditLog log = test.open()) {
                assertThat(log.lastStoreMark(0).map(StoreMark::sequence).orElse(0L))
                        .isEqualTo(start - 1);
                log.record(TestLog.marked(0, start));
                log.record(TestLog.marked(3, 100 + start));
            }
        }
        assertThat(test.verify().lastSequence()).isEqualTo(6);
        try (AuditLog log = test.open()) {
            assertThat(log.lastStoreMark(0)).contains(new StoreMark(3, "ab".repeat(32)));
            assertThat(log.lastStoreMark(3)).contains(new StoreMark(103, "ab".repeat(32)));
            assertThat(log.lastStoreMark(1)).isEmpty();
        }
    }

    @Test
    void marksOfEventsThatAreNotWritten_areRemembered() {
        TestLog test = TestLog.in(directory).level(Level.ADMIN);
        try (AuditLog log = test.open()) {
            log.record(TestLog.marked(0, 9));
            log.record(AuditRecord.module(AuditEvent.FINALIZE, ReturnCode.CKR_OK, null));
        }
        assertThat(test.lines()).hasSize(1);
        try (AuditLog log = test.open()) {
            assertThat(log.lastStoreMark(0).orElseThrow().sequence()).isEqualTo(9);
        }
    }

    @ParameterizedTest
    @EnumSource(Level.class)
    void level_decidesWhatIsWritten(Level level) {
        TestLog test = TestLog.in(directory).level(level);
        try (AuditLog log = test.open()) {
            for (AuditEvent event : AuditEvent.values()) {
                log.record(AuditRecord.module(event, ReturnCode.CKR_OK, null));
            }
        }
        List<AuditEvent.Category> expected =
                switch (level) {
                    case ALL -> List.of(AuditEvent.Category.values());
                    case CRYPTO ->
                            List.of(
                                    AuditEvent.Category.CRYPTO,
                                    AuditEvent.Category.AUTH,
                                    AuditEvent.Category.ADMIN);
                    case AUTH -> List.of(AuditEvent.Category.AUTH, AuditEvent.Category.ADMIN);
                    case ADMIN -> List.of(AuditEvent.Category.ADMIN);
                    case NONE -> List.of();
                };
        assertThat(test.entries().stream().map(AuditEntry::event))
                .containsExactlyElementsOf(
                        java.util.Arrays.stream(AuditEvent.values())
                                .filter(event -> expected.contains(event.category()))
                                .map(AuditEvent::eventName)
                                .toList());
    }

    @Test
    void time_neverGoesBack_andTheStepOfTheClockIsAnEvent() {
        AtomicReference<Instant> now =
                new AtomicReference<>(Instant.parse("2026-11-21T00:00:00.999999999Z"));
        TestLog test = TestLog.in(directory).clock(clock(now));
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
            log.record(TestLog.SIGN);
            now.set(Instant.parse("2026-11-20T23:00:00Z"));
            log.record(TestLog.SIGN);
            log.record(TestLog.SIGN);
        }
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
            now.set(Instant.parse("2026-11-21T01:00:00Z"));
            log.record(TestLog.SIGN);
            now.set(Instant.parse("2026-11-21T00:59:59.5Z"));
            log.record(TestLog.SIGN);
        }
        assertThat(test.entries().stream().map(entry -> entry.field("time").orElse("")))
                .containsExactly(
                        "2026-11-21T00:00:00.999999999Z",
                        "2026-11-21T00:00:01.000000000Z",
                        "2026-11-21T00:00:01.000000001Z",
                        "2026-11-21T00:00:01.000000002Z",
                        "2026-11-21T00:00:01.000000003Z",
                        "2026-11-21T00:00:01.000000004Z",
                        "2026-11-21T00:00:01.000000005Z",
                        "2026-11-21T01:00:00.000000000Z",
                        "2026-11-21T01:00:00.000000001Z");
        assertThat(test.entries().stream().filter(e -> e.event().equals("ChainContinuity")))
                .as("each opening says it once; half a second is no step")
                .hasSize(2)
                .extracting(AuditEntry::sequence)
                .containsExactly(3L, 6L);
        assertThat(test.entries().get(2).field("detail").orElseThrow())
                .contains("put back by 3601 seconds", "to 2026-11-20T23:00:00Z");
        assertThat(test.verify().valid()).isTrue();
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    @Test
    void interruptedCaller_writesAndStaysInterrupted() {
        for (TestLog test :
                List.of(
                        TestLog.in(directory.resolve("a")),
                        TestLog.in(directory.resolve("b")).withoutState())) {
            Thread.currentThread().interrupt();
            try (AuditLog log = test.open()) {
                log.record(TestLog.SIGN);
                log.record(TestLog.GENERATE);
                log.flush();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                Thread.interrupted();
                log.record(TestLog.GENERATE);
                Thread.currentThread().interrupt();
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(test.lines()).hasSize(3);
        }
    }

    @Test
    void interruptedCallers_neverCloseTheFile() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(
                        new Thread(
                                () -> {
                                    for (int k = 0; k < 200; k++) {
                                        log.record(k % 3 == 0 ? TestLog.GENERATE : TestLog.SIGN);
                                    }
                                }));
            }
            callers.forEach(Thread::start);
            while (callers.stream().anyMatch(Thread::isAlive)) {
                callers.forEach(Thread::interrupt);
                Thread.sleep(1);
            }
        }
        assertThat(test.verify().lines()).isEqualTo(1600);
    }

    @Test
    void close_leavesNoThread() {
        try (AuditLog log = TestLog.in(directory).open()) {
            log.record(TestLog.GENERATE);
            assertThat(Thread.getAllStackTraces().keySet()).anyMatch(FileAuditLogTest::isWriter);
        }
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(FileAuditLogTest::isWriter);
    }

    private static boolean isWriter(Thread thread) {
        return thread.getName().startsWith("craton-audit");
    }

    @Test
    void closedLog_refusesRecords() {
        AuditLog log = TestLog.in(directory).open();
        log.close();
        log.close();
        assertThatThrownBy(() -> log.record(TestLog.SIGN))
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR));
    }

    @Test
    void secondOwner_isRefused_withTheProcessThatHasIt() {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
            assertThatThrownBy(test::open)
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("Failed to open audit log")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            assertThatThrownBy(() -> test.withoutState().open())
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("in use by another instance");
        }
        test.open().close();
    }

    @Test
    void otherProcess_cannotWrite() {
        java.util.concurrent.atomic.AtomicLong pid =
                new java.util.concurrent.atomic.AtomicLong(100);
        var base = TestLog.in(directory).settings();
        var settings =
                new io.craton.hsm.spi.AuditSettings(
                        base.file(),
                        base.stateDirectory(),
                        base.level(),
                        base.durability(),
                        base.fileMode(),
                        base.clock(),
                        pid::get,
                        base.random());
        try (AuditLog log = new FileAuditLogProvider().open(settings)) {
            log.record(TestLog.GENERATE);
            pid.set(101);
            assertForeign(() -> log.record(TestLog.GENERATE));
            assertForeign(() -> log.record(TestLog.SIGN));
            assertForeign(log::requireWritable);
            assertForeign(log::flush);
            assertForeign(() -> log.rotate(directory.resolve("rotated")));
            assertForeign(() -> log.checkpoints(List.of(), 1, Duration.ofSeconds(1)));
            log.close();
            assertThat(Thread.getAllStackTraces().keySet()).anyMatch(FileAuditLogTest::isWriter);
            pid.set(100);
        }
        assertThat(TestLog.in(directory).entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.field("pid")).contains("100"));
    }

    private static void assertForeign(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e ->
                                assertThat(e.code())
                                        .isEqualTo(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED));
    }

    @Test
    void deletedLog_goesOnInAFreshFile() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            Files.delete(test.file());
            log.record(TestLog.GENERATE);
            assertThat(test.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.sequence()).isEqualTo(2));
        }
    }

    @Test
    void movedLog_goesOnInAFreshFile_withoutALoss() throws Exception {
        TestLog test = TestLog.in(directory);
        Path archive = directory.resolve("audit.jsonl.1");
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            Files.move(test.file(), archive);
            log.record(TestLog.GENERATE);
        }
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).lines())
                .isEqualTo(2);
        assertThat(TestLog.lines(archive)).hasSize(1);
    }

    @Test
    void openAndClose_doNotTakeLong_whenNothingHappens() {
        TestLog test = TestLog.in(directory);
        Instant start = Instant.now();
        for (int i = 0; i < 20; i++) {
            test.open().close();
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(test.lines()).isEmpty();
    }
}
