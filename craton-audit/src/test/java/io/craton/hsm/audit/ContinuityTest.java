package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.file.Rotation;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.verify.BreakReason;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.AuditSettings.Durability;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the chain when files come, go and change between two starts. */
class ContinuityTest {
    @TempDir Path directory;

    private TestLog test;

    @BeforeEach
    void tenRecords() {
        test = TestLog.in(directory);
        write(10);
    }

    private void write(int count) {
        try (AuditLog log = test.open()) {
            for (int i = 1; i <= count; i++) {
                log.record(TestLog.marked(0, i));
            }
        }
    }

    private Path archive(String name) throws Exception {
        return Files.copy(test.file(), directory.resolve("audit.jsonl" + name));
    }

    private void empty() throws Exception {
        Files.newByteChannel(test.file(), StandardOpenOption.WRITE).truncate(0).close();
    }

    private String findings() {
        return test.entries().stream()
                .filter(entry -> entry.event().equals(AuditEvent.CHAIN_CONTINUITY.eventName()))
                .map(entry -> entry.field("detail").orElse(""))
                .findFirst()
                .orElse("none");
    }

    @Test
    @Tag("S0-28")
    void restartAfterCopytruncate_continuesFromTheRememberedHead() throws Exception {
        archive(".1");
        empty();
        write(5);
        ChainVerification verification =
                ChainVerifier.create().verify(AuditSource.withRotated(test.file()));
        assertThat(verification.summary()).startsWith("VALID");
        assertThat(verification.lines()).isEqualTo(15);
        assertThat(test.lines()).hasSize(5);
    }

    @Test
    void restartAfterRename_continuesFromTheRememberedHead() throws Exception {
        Files.move(test.file(), directory.resolve("audit.jsonl.1"));
        write(5);
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).lines())
                .isEqualTo(15);
    }

    @Test
    @Tag("S1-21")
    void logAtAnotherPath_continuesFromTheRememberedHead() throws Exception {
        Path moved = directory.resolve("elsewhere").resolve("other.jsonl");
        AuditSettings settings = test.settings();
        try (AuditLog log =
                new FileAuditLogProvider()
                        .open(
                                new AuditSettings(
                                        moved,
                                        settings.stateDirectory(),
                                        settings.level(),
                                        settings.durability(),
                                        settings.fileMode(),
                                        settings.clock(),
                                        settings.processId(),
                                        settings.random()))) {
            log.record(TestLog.GENERATE);
        }
        assertThat(
                        ChainVerifier.create()
                                .verify(new AuditSource(List.of(test.file(), moved)))
                                .summary())
                .startsWith("VALID: 11 lines");
    }

    @Test
    void emptyLog_keepsTheMarks() throws Exception {
        empty();
        try (AuditLog log = test.open()) {
            assertThat(log.lastStoreMark(0).orElseThrow().sequence()).isEqualTo(10);
        }
    }

    @Test
    @Tag("S0-28")
    void copytruncateWhileOpen_continuesTheChain() throws Exception {
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            archive(".1");
            empty();
            log.record(TestLog.SIGN);
            log.record(TestLog.GENERATE);
            log.record(TestLog.SIGN);
        }
        assertThat(test.entries()).extracting(AuditEntry::sequence).containsExactly(12L, 13L, 14L);
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).lines())
                .isEqualTo(14);
    }

    @Test
    void lostStateDirectory_continuesFromTheLog() throws Exception {
        deleteState();
        try (AuditLog log = test.open()) {
            assertThat(log.lastStoreMark(0).orElseThrow().sequence()).isEqualTo(10);
            log.record(TestLog.SIGN);
        }
        assertThat(test.verify().lastSequence()).isEqualTo(11);
        assertThat(findings()).isEqualTo("none");
    }

    @Test
    @Tag("S0-42")
    @Tag("S1-34")
    void newHost_continuesFromTheArchivedSegmentBesideTheLog() throws Exception {
        Path archive = directory.resolve("audit.jsonl-20261121.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            Files.copy(test.file(), out);
        }
        Files.delete(test.file());
        deleteState();
        write(1);
        String head = TestLog.verify(archive).headHash();
        assertThat(test.entries().get(0).previousHash()).isEqualTo(head);
        assertThat(ChainVerifier.create().withPreviousHash(head).verify(test.file()).valid())
                .isTrue();
        assertThat(
                        ChainVerifier.create()
                                .verify(AuditSource.withRotated(test.file()))
                                .lastSequence())
                .isEqualTo(11);
    }

    private void deleteState() throws Exception {
        try (var files = Files.list(test.state())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(test.state());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void halfWrittenLine_isTakenAway(int format) throws Exception {
        Files.writeString(
                test.file(),
                "{\"format_version\":" + format + ",\"seq\":11,\"ti",
                StandardOpenOption.APPEND);
        write(1);
        assertThat(test.verify().summary()).startsWith("VALID: 11 lines");
        assertThat(findings()).isEqualTo("none");
    }

    @Test
    void bytesBehindTheLastLine_areRecorded() throws Exception {
        Files.writeString(test.file(), "what is this", StandardOpenOption.APPEND);
        write(1);
        assertThat(findings()).contains("12 bytes that are no entry");
        assertThat(test.verify().summary()).startsWith("VALID: 12 lines");
    }

    /** With the right hash, too: whoever can write the log can compute that. */
    @Test
    void lineThatSomebodyElseAppended_isRecorded() throws Exception {
        byte[] last = test.lines().get(9).getBytes(StandardCharsets.UTF_8);
        String forged =
                test.lines()
                        .get(9)
                        .replace("\"seq\":10", "\"seq\":11")
                        .replaceFirst(
                                "\"previous_hash\":\"[0-9a-f]{64}",
                                "\"previous_hash\":\"" + HexFormat.of().formatHex(Sha256.of(last)));
        Files.writeString(test.file(), forged + "\n", StandardOpenOption.APPEND);
        assertThat(test.verify().summary()).startsWith("VALID: 11 lines");
        write(1);
        assertThat(findings()).contains("lines 11 to 11", "somebody added them");
    }

    @Test
    void linesCutOffTheEnd_areRecordedAndFound() throws Exception {
        List<String> lines = test.lines();
        Files.write(test.file(), lines.subList(0, 7));
        write(1);
        assertThat(findings()).isEqualTo("lines 8 to 10 are missing at the end of the log");
        ChainVerification.Break found = test.verify().firstBreak().orElseThrow();
        assertThat(found.line()).isEqualTo(8);
        assertThat(found.reason()).isEqualTo(BreakReason.REMOVED);
    }

    @Test
    void lastLineChanged_isRecordedAndFound() throws Exception {
        List<String> lines = test.lines();
        lines.set(9, lines.get(9).replace("CKR_OK", "CKR_NO"));
        Files.write(test.file(), lines);
        write(2);
        assertThat(findings()).isEqualTo("line 10 of the log is not the one that was remembered");
        ChainVerification.Break found = test.verify().firstBreak().orElseThrow();
        assertThat(found.line()).isEqualTo(10);
        assertThat(found.reason()).isEqualTo(BreakReason.EDITED);
    }

    @Test
    void logWrittenAnew_isRecorded() throws Exception {
        Path forged = Files.createDirectory(directory.resolve("forger"));
        TestLog other = TestLog.in(forged);
        try (AuditLog log = other.open()) {
            for (int i = 0; i < 20; i++) {
                log.record(TestLog.SIGN);
            }
        }
        Files.write(test.file(), Files.readAllBytes(other.file()));
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            assertThat(findings()).isEqualTo("the log does not follow line 10 that was remembered");
        }
    }

    @Test
    void rememberedHead_tellsACutAndANewLogFromTheRightOne() throws Exception {
        ChainHead head = ChainVerifier.rememberedHead(test.state()).orElseThrow();
        assertThat(head.sequence()).isEqualTo(10);
        ChainVerifier verifier = ChainVerifier.create().withHead(head);
        assertThat(verifier.verify(test.file()).valid()).isTrue();
        assertThat(ChainVerifier.create().withHead(head.hash()).verify(test.file()).valid())
                .isTrue();
        List<String> lines = test.lines();
        Files.write(test.file(), lines.subList(0, 9));
        assertThat(verifier.verify(test.file()).firstBreak().orElseThrow().reason())
                .isEqualTo(BreakReason.TRUNCATED);
        assertThat(
                        ChainVerifier.create()
                                .withHead(head.hash())
                                .verify(test.file())
                                .firstBreak()
                                .orElseThrow()
                                .line())
                .isEqualTo(10);
    }

    @Test
    void headThatSomebodyElseWrote_isNotUsed() throws Exception {
        Path head = test.state().resolve("audit.head");
        String text =
                Files.readString(head).replace("seq 10", "seq 90").replace("seq 9\n", "seq 80\n");
        Files.writeString(head, text);
        write(1);
        assertThat(findings()).contains("does not authenticate");
        assertThat(test.verify().valid()).isTrue();
    }

    @Test
    void oneDamagedCopyOfTheHead_doesNotMatter() throws Exception {
        for (int copy = 0; copy < 2; copy++) {
            try (AuditLog log = test.open()) {
                log.record(TestLog.GENERATE);
                log.record(TestLog.GENERATE);
            }
            byte[] head = Files.readAllBytes(test.state().resolve("audit.head"));
            head[copy * 64 * 1024 + 30] ^= 1;
            Files.write(test.state().resolve("audit.head"), head);
            write(1);
            assertThat(findings()).isEqualTo("none");
        }
        assertThat(test.verify().lastSequence()).isEqualTo(16);
    }

    @Test
    void logAheadOfItsHead_isContinued_andThatIsRecorded() throws Exception {
        byte[] oldHead = Files.readAllBytes(test.state().resolve("audit.head"));
        byte[] oldSpool = Files.readAllBytes(test.state().resolve("audit.spool"));
        try (AuditLog log = test.open()) {
            log.record(TestLog.marked(0, 77));
        }
        Files.write(test.state().resolve("audit.head"), oldHead);
        Files.write(test.state().resolve("audit.spool"), oldSpool);
        try (AuditLog log = test.open()) {
            assertThat(log.lastStoreMark(0).orElseThrow().sequence()).isEqualTo(77);
            log.record(TestLog.SIGN);
        }
        assertThat(test.verify().lastSequence()).isEqualTo(13);
        assertThat(findings()).contains("lines 11 to 11 are not remembered");
    }

    @Test
    void linesThatAKilledProcessLeftInTheSpool_areWritten() throws Exception {
        byte[] head = Files.readAllBytes(test.state().resolve("audit.head"));
        byte[] spool;
        SmallDisk disk = new SmallDisk();
        try (AuditLog log =
                new FileAuditLogProvider()
                        .open(
                                test.durability(Durability.ASYNC).settings(),
                                () -> disk.open(test.file()))) {
            disk.hold();
            for (int i = 0; i < 3; i++) {
                log.record(
                        new AuditRecord(
                                AuditEvent.SIGN,
                                ReturnCode.CKR_OK,
                                5,
                                1,
                                null,
                                null,
                                null,
                                null,
                                true,
                                -1,
                                new StoreMark(i, "ab"),
                                null));
            }
            spool = Files.readAllBytes(test.state().resolve("audit.spool"));
            disk.release();
        }
        List<String> all = test.lines();
        // as it would be if the process had died before it wrote, and the log had been rotated
        // since
        for (int kept : new int[] {10, 11, 12, 13}) {
            Files.write(test.file(), all.subList(0, kept));
            Files.write(test.state().resolve("audit.head"), head);
            Files.write(test.state().resolve("audit.spool"), spool);
            try (AuditLog log = test.open()) {
                assertThat(log.lastStoreMark(5)).contains(new StoreMark(2, "ab"));
            }
            assertThat(test.lines()).isEqualTo(all);
        }
    }

    @Test
    @Tag("S0-28")
    void rotate_losesNothing() throws Exception {
        Path archive = directory.resolve("audit.jsonl.archived");
        try (AuditLog log = test.open()) {
            Thread writer =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 20_000; i++) {
                                    log.record(TestLog.SIGN);
                                }
                            });
            writer.start();
            log.rotate(archive);
            log.rotate(directory.resolve("audit.jsonl.archived2"));
            writer.join();
        }
        ChainVerification verification =
                ChainVerifier.create().verify(AuditSource.withRotated(test.file()));
        assertThat(verification.summary()).startsWith("VALID: 20012 lines");
        assertThat(
                        AuditSource.withRotated(test.file()).segments().stream()
                                .flatMap(segment -> TestLog.entries(segment).stream())
                                .filter(entry -> entry.event().equals("Rotate")))
                .hasSize(2);
        String head = TestLog.verify(archive).headHash();
        assertThat(head).matches("[0-9a-f]{64}");
        assertThat(HexFormat.of().parseHex(head)).hasSize(32);
    }

    @Test
    void rotate_toAFileThatExists_changesNothing() throws Exception {
        Path archive = Files.createFile(directory.resolve("there"));
        try (AuditLog log = test.open()) {
            assertThatThrownBy(() -> log.rotate(archive))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining(ReturnCode.CKR_GENERAL_ERROR.name())
                    .hasMessageContaining("there");
            assertThat(archive).isEmptyFile();
            log.record(TestLog.SIGN);
        }
        assertThat(test.verify().lines()).isEqualTo(11);
    }

    @Test
    void rotationThatWasKilled_isFinishedOrUndoneByTheNextStart() throws Exception {
        Path intent = test.state().resolve("audit.rotating");
        Path archive = directory.resolve("audit.jsonl.1");
        Path part = directory.resolve("audit.jsonl.1.part");
        // killed before the copy had its name
        Files.copy(test.file(), part);
        Files.writeString(intent, Files.size(part) + "\n" + archive + "\n");
        Files.setPosixFilePermissions(intent, PosixFilePermissions.fromString("rw-------"));
        write(1);
        assertThat(test.verify().lines()).isEqualTo(11);
        assertThat(intent).doesNotExist();
        assertThat(part).doesNotExist();
        // killed before the log was emptied
        archive(".1");
        Files.writeString(intent, Files.size(archive) + "\n" + archive + "\n");
        write(1);
        assertThat(test.lines()).hasSize(1);
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).lines())
                .isEqualTo(12);
        assertThat(intent).doesNotExist();
    }

    @Test
    void rotationThatIsKilledWhileItCopies_leavesNoPartOfTheCopyBehind() throws Exception {
        Path archive = directory.resolve("audit.jsonl.1");
        Path part = directory.resolve("audit.jsonl.1.part");
        FileRules rules = FileRules.of("0600", test.settings().surroundings().files());
        Rotation rotation = new Rotation(test.state(), rules);
        Class<?>[] types = {LogFile.class};
        LogFile file =
                (LogFile)
                        Proxy.newProxyInstance(
                                types[0].getClassLoader(), types, ContinuityTest::killedAtRead);

        assertThatThrownBy(() -> rotation.run(file, archive)).hasMessage("killed");
        assertThat(part).exists();
        write(1);

        assertThat(part).doesNotExist();
        assertThat(test.verify().lines()).isEqualTo(11);
    }

    /** Nothing in the code runs after an error that it does not catch, as after a kill. */
    private static Object killedAtRead(Object file, Method method, Object[] arguments) {
        if (method.getName().equals("length")) {
            return 1L;
        }
        throw new AssertionError("killed");
    }

    @Test
    @Tag("S0-27")
    void longLog_staysOneFile() throws Exception {
        try (AuditLog log = test.open()) {
            for (int i = 0; i < 100_000; i++) {
                log.record(TestLog.SIGN);
            }
        }
        assertThat(test.lines()).hasSize(100_010);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(test.file(), test.state());
        }
    }

    @Test
    void offlineRotation_worksUnlessAProcessHasTheLog() throws Exception {
        Path archive =
                AuditRotation.defaultArchive(
                        test.file(),
                        Clock.fixed(Instant.parse("2026-11-21T06:00:00Z"), ZoneOffset.UTC));
        assertThat(archive).isEqualTo(directory.resolve("audit.jsonl-20261121T060000Z"));
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            assertThatThrownBy(() -> AuditRotation.rotate(test.settings(), archive))
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        AuditRotation.rotate(test.settings(), archive);
        assertThat(test.entries()).singleElement().returns("Rotate", AuditEntry::event);
        assertThat(ChainVerifier.create().verify(AuditSource.withRotated(test.file())).lines())
                .isEqualTo(12);
    }
}
