package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.AuditLog;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S3-33")
@Tag("S3-34")
class FileRulesTest {
    @TempDir Path directory;

    @Test
    @Tag("S2-5")
    void freshLog_hasTheConfiguredMode() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
        }
        assertThat(mode(test.file())).isEqualTo("rw-------");
        for (String name :
                new String[] {"audit.head", "audit.head.key", "audit.spool", "audit.lock"}) {
            assertThat(mode(test.state().resolve(name))).isEqualTo("rw-------");
        }
        assertThat(mode(test.state())).isEqualTo("rwx------");
        Files.delete(test.file());
        new FileAuditLogProvider().open(test.settings("0640")).close();
        assertThat(mode(test.file())).isEqualTo("rw-r-----");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void symbolicLink_isRefused() throws Exception {
        TestLog test = TestLog.in(directory);
        Path target = Files.createFile(directory.resolve("elsewhere"));
        Files.createSymbolicLink(test.file(), target);
        assertRefused(test::open, test.file());
        assertThat(target).isEmptyFile();
    }

    @Test
    void danglingSymbolicLink_isRefused() throws Exception {
        TestLog test = TestLog.in(directory);
        Files.createSymbolicLink(test.file(), directory.resolve("nowhere"));
        assertRefused(test::open, test.file());
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void directory_isRefused() throws Exception {
        TestLog test = TestLog.in(directory);
        Files.createDirectory(test.file());
        assertRefused(test::open, test.file());
    }

    @Test
    void fileOpenToOthers_isRefused() throws Exception {
        TestLog test = TestLog.in(directory);
        for (String mode : new String[] {"rw-r--r--", "rw-rw----", "rwx------", "rw-r-----"}) {
            Files.deleteIfExists(test.file());
            Files.createFile(test.file());
            Files.setPosixFilePermissions(test.file(), PosixFilePermissions.fromString(mode));
            assertRefused(test::open, test.file());
        }
        new FileAuditLogProvider().open(test.settings("0640")).close();
    }

    @Test
    void fileOfAnotherUser_isRefused() throws Exception {
        assumeTrue(
                (int) Files.getAttribute(Files.createTempFile(directory, "who", null), "unix:uid")
                        == 0,
                "only root can give a file to another user");
        TestLog test = TestLog.in(directory);
        Files.createFile(
                test.file(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.setAttribute(test.file(), "unix:uid", 65_534);
        assertRefused(test::open, test.file());
    }

    @Test
    void unreadableFile_isRefused() throws Exception {
        TestLog test = TestLog.in(directory);
        Files.createFile(test.file());
        Files.setPosixFilePermissions(test.file(), PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(test.file()), "root reads everything");
        assertRefused(test::open, test.file());
    }

    @ParameterizedTest
    @ValueSource(strings = {"precious\n", "precious", "pre\ncious", "{\"format\":1"})
    void fileThatIsNoLog_isNotTouched(String content) throws Exception {
        TestLog test = TestLog.in(directory);
        Files.writeString(test.file(), content);
        Files.setPosixFilePermissions(test.file(), PosixFilePermissions.fromString("rw-------"));
        assertRefused(test::open, test.file());
        assertThat(test.file()).hasBinaryContent(content.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void endlessLine_isRefusedWithoutReadingItAll() throws Exception {
        TestLog test = TestLog.in(directory);
        try (RandomAccessFile file = new RandomAccessFile(test.file().toFile(), "rw")) {
            file.setLength(3L << 30);
            file.seek(file.length() - 1);
            file.write('\n');
        }
        Files.setPosixFilePermissions(test.file(), PosixFilePermissions.fromString("rw-------"));
        assertRefused(test::open, test.file());
        assertThat(test.file()).hasSize(3L << 30);
    }

    @Test
    void logThatBecameASymbolicLink_stopsTheRecords() throws Exception {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.GENERATE);
            Files.delete(test.file());
            Files.createSymbolicLink(test.file(), directory.resolve("elsewhere"));
            assertRefused(() -> log.record(TestLog.GENERATE), test.file());
            Files.delete(test.file());
            log.record(TestLog.GENERATE);
            assertThat(test.entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.sequence()).isEqualTo(2));
        }
    }

    private static void assertRefused(ThrowingCallable open, Path path) {
        assertThatThrownBy(open)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR))
                .hasMessageContaining("Failed to open audit log: permission denied")
                .hasMessageContaining(path.toString());
    }
}
