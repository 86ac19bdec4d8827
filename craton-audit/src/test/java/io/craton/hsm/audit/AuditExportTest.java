package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.export.AuditExport;
import io.craton.hsm.audit.export.AuditFilter;
import io.craton.hsm.audit.export.AuditFormat;
import io.craton.hsm.audit.export.LogFollower;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportTest {
    /** RFC 5424 section 6, as far as we use it. */
    private static final Pattern SYSLOG =
            Pattern.compile(
                    "<(\\d{1,3})>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{1,6}Z [!-~]{1,255} [!-~]{1,48} [!-~]{1,128}"
                            + " [!-~]{1,32} \\[hsm@0( [!-~&&[^=\\]\"]]{1,32}=\"([^\"\\\\\\]]|\\\\[\"\\\\\\]])*\")*\\] .*");

    @TempDir Path directory;

    private TestLog test;

    @BeforeEach
    void writeLog() {
        test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            log.record(TestLog.SIGN);
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
                            2,
                            null,
                            TestLog.detail(
                                    "quote \" backslash \\ bracket ] equals = pipe | newline \n end")));
            log.record(TestLog.GENERATE);
        }
    }

    private String export(AuditFormat format, AuditFilter filter) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditExport.write(AuditSource.of(test.file()), filter, format, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Tag("S2-39")
    void ndjson_isTheLogItself() throws Exception {
        assertThat(export(AuditFormat.NDJSON, AuditFilter.ALL))
                .isEqualTo(Files.readString(test.file()));
    }

    @Test
    void json_isAnArrayOfTheEntries() throws Exception {
        JsonNode array = new ObjectMapper().readTree(export(AuditFormat.JSON, AuditFilter.ALL));
        assertThat(array.isArray()).isTrue();
        assertThat(array).hasSize(3);
        assertThat(array.get(1).get("detail").asText()).contains("newline \n end");
        assertThat(
                        new ObjectMapper()
                                .readTree(
                                        export(
                                                AuditFormat.JSON,
                                                AuditFilter.ALL.events(Set.of("Nothing")))))
                .isEmpty();
    }

    @Test
    @Tag("S2-39")
    void syslog_keepsToItsGrammar() throws Exception {
        List<String> lines = export(AuditFormat.SYSLOG, AuditFilter.ALL).lines().toList();
        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).matches(SYSLOG));
        Matcher first = SYSLOG.matcher(lines.get(0));
        Matcher second = SYSLOG.matcher(lines.get(1));
        assertThat(first.matches() && second.matches()).isTrue();
        assertThat(first.group(1)).isEqualTo("86");
        assertThat(second.group(1)).isEqualTo("84");
        assertThat(lines.get(1))
                .contains("op=\"Login\"")
                .contains("result=\"CKR_PIN_INCORRECT\"")
                .contains("failed_logins=\"2\"")
                .contains("quote \\\" backslash \\\\ bracket \\] equals");
        assertThat(lines.get(0)).contains("key=\"0f8fad5b-d9cb-469f-a165-70867728950e\"");
    }

    @Test
    void cef_escapesWhatItsReadersSplitAt() throws Exception {
        List<String> lines = export(AuditFormat.CEF, AuditFilter.ALL).lines().toList();
        assertThat(lines)
                .hasSize(3)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .matches(
                                                "CEF:0\\|Craton\\|Craton HSM\\|2\\|(\\w+)\\|\\1\\|\\d\\|rt=\\d+ externalId=\\d .*"));
        assertThat(lines.get(1))
                .contains("outcome=failure reason=CKR_PIN_INCORRECT")
                .contains("msg=quote \" backslash \\\\ bracket ] equals \\= pipe | newline   end");
    }

    @Test
    void filters_selectByTimeEventObjectAndResult() throws Exception {
        List<AuditEntry> entries = test.entries();
        Instant second = entries.get(1).time();
        assertThat(count(AuditFilter.ALL)).isEqualTo(3);
        assertThat(count(AuditFilter.ALL.from(second))).isEqualTo(2);
        assertThat(count(AuditFilter.ALL.until(second))).isEqualTo(1);
        assertThat(count(AuditFilter.ALL.from(second).until(second))).isZero();
        assertThat(count(AuditFilter.ALL.events(Set.of("Login", "Sign")))).isEqualTo(2);
        assertThat(count(AuditFilter.ALL.objects(Set.of("0f8fad5b-d9cb-469f-a165-70867728950e"))))
                .isEqualTo(2);
        assertThat(count(AuditFilter.ALL.results(Set.of("CKR_PIN_INCORRECT")))).isEqualTo(1);
        assertThat(count(AuditFilter.ALL.results(Set.of(AuditFilter.FAILURES)))).isEqualTo(1);
    }

    private long count(AuditFilter filter) throws Exception {
        return export(AuditFormat.NDJSON, filter).lines().count();
    }

    @Test
    void linesThatAreNoEntries_areCounted() throws Exception {
        Files.writeString(test.file(), "garbage\n", StandardOpenOption.APPEND);
        AuditExport export =
                AuditExport.write(
                        AuditSource.of(test.file()),
                        AuditFilter.ALL,
                        AuditFormat.CEF,
                        new ByteArrayOutputStream());
        assertThat(export).isEqualTo(new AuditExport(3, 1));
    }

    @Test
    void follower_seesEveryEntryOnce_throughRotationAndReplacement() throws Exception {
        List<Long> seen = new ArrayList<>();
        try (LogFollower follower = LogFollower.of(test.file(), 1, AuditFilter.ALL);
                AuditLog log = test.open()) {
            poll(follower, seen);
            assertThat(seen).containsExactly(3L);
            log.record(TestLog.GENERATE);
            poll(follower, seen);
            log.rotate(directory.resolve("archive"));
            poll(follower, seen);
            log.record(TestLog.GENERATE);
            poll(follower, seen);
            Files.move(test.file(), directory.resolve("moved"));
            log.record(TestLog.GENERATE);
            log.record(TestLog.GENERATE);
            poll(follower, seen);
            Files.writeString(test.file(), "{\"half", StandardOpenOption.APPEND);
            poll(follower, seen);
        }
        assertThat(seen).containsExactly(3L, 4L, 5L, 6L, 7L, 8L);
    }

    private static void poll(LogFollower follower, List<Long> seen) throws Exception {
        follower.poll().forEach(entry -> seen.add(entry.sequence()));
    }

    @Test
    void follower_startsWhereItIsTold() throws Exception {
        for (long last : new long[] {0, 1, 2, 3, 4, Long.MAX_VALUE}) {
            try (LogFollower follower = LogFollower.of(test.file(), last, AuditFilter.ALL)) {
                assertThat(follower.poll()).hasSize((int) Math.min(3, last));
                assertThat(follower.poll()).isEmpty();
            }
        }
        try (LogFollower follower =
                LogFollower.of(directory.resolve("nothing"), 5, AuditFilter.ALL)) {
            assertThat(follower.poll()).isEmpty();
        }
    }

    @Test
    void follower_showsNothingTwice_whenAHalfWrittenLineIsTakenAway() throws Exception {
        long length = Files.size(test.file());
        try (LogFollower follower = LogFollower.of(test.file(), Long.MAX_VALUE, AuditFilter.ALL)) {
            assertThat(follower.poll()).hasSize(3);
            Files.write(test.file(), new byte[4096], StandardOpenOption.APPEND);
            assertThat(follower.poll()).isEmpty();
            try (RandomAccessFile file = new RandomAccessFile(test.file().toFile(), "rw")) {
                file.setLength(length);
            }
            assertThat(follower.poll()).isEmpty();
        }
    }
}
