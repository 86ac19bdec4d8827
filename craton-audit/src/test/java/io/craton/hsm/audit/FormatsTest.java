package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.audit.export.AuditFormat;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.state.HeadFile;
import io.craton.hsm.audit.state.Spool;
import io.craton.hsm.audit.verify.BreakReason;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of several formats are one chain, and what is newer is left alone. */
class FormatsTest {
    @TempDir Path directory;

    private TestLog test;

    @BeforeEach
    void logOfFormat1() throws Exception {
        test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            for (int i = 0; i < 10; i++) {
                log.record(TestLog.numbered(AuditEvent.SIGN, i));
            }
        }
        // All lines as the first format has them, chained anew; nothing is remembered of them.
        List<String> lines = new ArrayList<>();
        String previous = "0".repeat(64);
        for (String line : test.lines()) {
            String old =
                    line.replaceFirst("\"format_version\":2", "\"format_version\":1")
                            .replaceFirst(
                                    "\"previous_hash\":\"[0-9a-f]+",
                                    "\"previous_hash\":\"" + previous);
            previous = HexFormat.of().formatHex(Sha256.of(old.getBytes(StandardCharsets.UTF_8)));
            lines.add(old);
        }
        Files.write(test.file(), lines);
        try (var state = Files.list(test.state())) {
            for (Path file : state.toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void logOfFormat1_isContinuedInFormat2_inOneChain() throws Exception {
        byte[] before = Files.readAllBytes(test.file());
        assertThat(test.verify().valid()).isTrue();
        try (AuditLog log = test.open()) {
            log.record(TestLog.numbered(AuditEvent.SIGN, 10));
        }
        assertThat(Files.readAllBytes(test.file())).startsWith(before);
        assertThat(test.verify().summary()).startsWith("VALID: 11 lines");
        List<AuditEntry> entries = test.entries();
        assertThat(entries.get(9).field("format_version")).contains("1");
        assertThat(entries.get(10).field("format_version")).contains("2");
        assertThat(entries.get(10).event()).isEqualTo("Sign");
    }

    @Test
    void logOfANewerRelease_isRefusedInWords_andLeftAsItIs() throws Exception {
        String newer =
                test.lines().get(9).replaceFirst("\"format_version\":1", "\"format_version\":3");
        Files.writeString(test.file(), newer + "\nhalf a line", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(test.file());
        assertThatThrownBy(test::open)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining(
                        test.file()
                                + " has format 3; this release reads up to 2: use the release that"
                                + " wrote it, or a newer one");
        assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
        ChainVerification.Break found = test.verify().firstBreak().orElseThrow();
        assertThat(found.reason()).isEqualTo(BreakReason.MALFORMED);
        assertThat(found.line()).isEqualTo(11);
        assertThat(found.message()).contains("it has format 3; this release reads up to 2");
    }

    @Test
    void headOfANewerRelease_isRefusedInWords_andNoForgery() throws Exception {
        test.open().close();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Files.readAllBytes(HeadFile.keyIn(test.state())), "HmacSHA256"));
        String head = "craton-audit-head 2\nwhat comes then\n";
        String sealed =
                HexFormat.of().formatHex(mac.doFinal(head.getBytes(StandardCharsets.UTF_8)));
        Path file = HeadFile.headIn(test.state());
        Files.writeString(file, head + "hmac " + sealed + "\n");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(test::open)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("audit.head")
                .hasMessageContaining("has format 2; this release reads up to 1");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** Lines may be in it that are nowhere else. */
    @Test
    void spoolOfANewerRelease_isRefusedInWords_andKept() throws Exception {
        test.open().close();
        Path file = Spool.in(test.state());
        byte[] spool = Files.readAllBytes(file);
        assertThat(spool[0]).isEqualTo((byte) '1');
        spool[0] = '2';
        for (byte[] newer : List.of(spool, Arrays.copyOf(spool, spool.length / 2))) {
            Files.write(file, newer);
            assertThatThrownBy(test::open)
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining(file + " has format 2; this release reads up to 1");
            assertThat(Files.readAllBytes(file)).isEqualTo(newer);
        }
    }

    @Test
    void caller_isInTheLine_andLeftOutIfThereIsNone() throws Exception {
        AuditRecord.Caller known = new AuditRecord.Caller("7f00", "user 1000", "process 4711");
        AuditRecord.Caller half = new AuditRecord.Caller("", "user 1000", null);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN.by(known));
            log.record(TestLog.SIGN);
            log.record(TestLog.SIGN.by(half));
        }
        List<String> lines = test.lines().subList(10, 13);
        assertThat(lines.get(0))
                .contains(
                        "\"role\":\"CKU_USER\",\"application\":\"7f00\",\"client\":\"user 1000\","
                                + "\"peer\":\"process 4711\",\"object\":");
        assertThat(lines.get(1)).doesNotContain("application", "client", "peer");
        assertThat(lines.get(2)).contains(",\"client\":\"user 1000\",\"object\":");
        assertThat(lines.get(2)).doesNotContain("application", "peer");
        assertThat(AuditFormat.CEF.format(test.entries().get(10)))
                .contains(
                        " suid=user 1000 flexString1=7f00 flexString1Label=application"
                                + " flexString2=process 4711 flexString2Label=peer");
    }
}
