package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.LineEncoder;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoreMark;
import io.craton.hsm.testkit.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines keep to their documented form, whatever they are made of. */
@Tag("S0-26")
@Tag("S4-19")
class EntryFormatTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Path DOCS = Repository.file("docs");

    private static final List<String> HOSTILE =
            List.of(
                    "plain",
                    "",
                    "quote\" backslash\\ slash/",
                    "\"}\n{\"format_version\":1,\"seq\":999,\"event\":\"Forged\"",
                    "\r\n\t\b\f\u0000\u0001\u001f\u007f\u0080\u009f",
                    "\u2028\u2029\u200b\u202e\u2066\ufeff\ufffe\uffff",
                    "lone \ud800 high, \udc00 low, end \ud83d",
                    "\ud83d\ude00 emoji, \u00fcmlaut, \u6f22\u5b57, \ud835\udd4f",
                    "\ud83d\udd11".repeat(700),
                    "\u0000".repeat(5000));

    @TempDir Path directory;

    private static AuditRecord full(String text) {
        return new AuditRecord(
                        AuditEvent.CREATE_OBJECT,
                        ReturnCode.CKR_OK,
                        7,
                        -1L,
                        UserType.CKU_SO,
                        text,
                        text,
                        MechanismType.CKM_AES_GCM,
                        false,
                        3,
                        new StoreMark(Long.MAX_VALUE, text),
                        TestLog.detail(text))
                .by(new AuditRecord.Caller(text, text, text));
    }

    private List<String> write(List<AuditRecord> records) {
        TestLog test = TestLog.in(directory);
        try (AuditLog log = test.open()) {
            records.forEach(log::record);
        }
        assertThat(test.verify().summary()).startsWith("VALID: " + records.size() + " lines");
        return test.lines();
    }

    @Test
    void hostileText_staysInsideItsField() throws Exception {
        List<String> lines = write(HOSTILE.stream().map(EntryFormatTest::full).toList());
        assertThat(lines).hasSize(HOSTILE.size());
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i))
                    .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0080-\\u009f]");
            JsonNode entry = JACKSON.readTree(lines.get(i));
            String text = HOSTILE.get(i);
            assertThat(entry.get("detail").asText())
                    .isEqualTo(
                            text.substring(
                                    0, Math.min(LineEncoder.MAX_DETAIL_CHARS, text.length())));
            assertThat(entry.get("seq").asLong()).isEqualTo(i + 1);
            assertThat(entry.get("session").asText()).isEqualTo("18446744073709551615");
            assertThat(entry.get("label_sha256").asText())
                    .isEqualTo(
                            HexFormat.of()
                                    .formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8))));
            AuditEntry ours =
                    AuditEntry.parse(lines.get(i).getBytes(StandardCharsets.UTF_8)).orElseThrow();
            assertThat(ours.field("detail")).contains(entry.get("detail").asText());
            assertThat(ours.field("session")).contains("18446744073709551615");
        }
        assertThat(String.join("\n", lines)).doesNotContain("\"label\"");
    }

    @Test
    void randomText_isReadByJacksonAsItWasWritten() throws Exception {
        Random random = new Random(20261121);
        List<AuditRecord> records = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(40); k > 0; k--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 256 : 65_536));
            }
            records.add(
                    AuditRecord.module(
                            AuditEvent.SIGN, ReturnCode.CKR_OK, TestLog.detail(text.toString())));
        }
        List<String> lines = write(records);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(JACKSON.readTree(lines.get(i)).get("detail").asText())
                    .isEqualTo(String.valueOf(records.get(i).detail()));
        }
    }

    @Test
    void entry_hasTheDocumentedFields_inTheirOrder() throws Exception {
        JsonNode schema = JACKSON.readTree(DOCS.resolve("audit-entry.schema.json").toFile());
        List<String> documented = new ArrayList<>();
        schema.get("properties").fieldNames().forEachRemaining(documented::add);
        List<AuditRecord> records = new ArrayList<>();
        for (AuditEvent event : AuditEvent.values()) {
            records.add(AuditRecord.module(event, ReturnCode.CKR_OK, null));
        }
        for (ReturnCode code : ReturnCode.values()) {
            records.add(AuditRecord.module(AuditEvent.SIGN, code, TestLog.detail("x")));
        }
        for (MechanismType mechanism : MechanismType.values()) {
            records.add(
                    new AuditRecord(
                            AuditEvent.SIGN,
                            ReturnCode.CKR_OK,
                            0,
                            1,
                            null,
                            null,
                            null,
                            mechanism,
                            true,
                            -1,
                            null,
                            null));
        }
        records.add(full("x"));
        List<String> lines = write(records);
        for (String line : lines) {
            JsonNode entry = JACKSON.readTree(line);
            List<String> names = new ArrayList<>();
            entry.fieldNames().forEachRemaining(names::add);
            List<String> expected = new ArrayList<>(documented);
            expected.retainAll(names);
            assertThat(names).isEqualTo(expected);
            schema.get("required").forEach(name -> assertThat(names).contains(name.asText()));
            for (Map.Entry<String, JsonNode> field : entry.properties()) {
                conforms(
                        field.getKey(),
                        field.getValue(),
                        schema.get("properties").get(field.getKey()));
            }
        }
        List<String> names = new ArrayList<>();
        JACKSON.readTree(lines.get(lines.size() - 1)).fieldNames().forEachRemaining(names::add);
        assertThat(names).isEqualTo(documented);
    }

    /** As much of JSON Schema as the schema of an entry uses. */
    private static void conforms(String name, JsonNode value, JsonNode schema) {
        for (Map.Entry<String, JsonNode> rule : schema.properties()) {
            JsonNode wanted = rule.getValue();
            boolean fine =
                    switch (rule.getKey()) {
                        case "description" -> true;
                        case "type" ->
                                switch (wanted.asText()) {
                                    case "integer" -> value.isIntegralNumber();
                                    case "string" -> value.isTextual();
                                    case "boolean" -> value.isBoolean();
                                    default -> false;
                                };
                        case "const" -> value.equals(wanted);
                        case "minimum" ->
                                value.bigIntegerValue().compareTo(wanted.bigIntegerValue()) >= 0;
                        case "minLength" -> value.asText().length() >= wanted.asInt();
                        case "maxLength" -> value.asText().length() <= wanted.asInt();
                        case "pattern" ->
                                Pattern.compile(wanted.asText()).matcher(value.asText()).find();
                        case "enum" -> {
                            List<JsonNode> choices = new ArrayList<>();
                            wanted.forEach(choices::add);
                            yield choices.contains(value);
                        }
                        default -> false;
                    };
            assertThat(fine).as("%s = %s against %s", name, value, rule).isTrue();
        }
    }

    @Test
    void documentation_namesEveryFieldAndEveryEvent() throws Exception {
        String formats = Files.readString(DOCS.resolve("formats.md"));
        JACKSON.readTree(DOCS.resolve("audit-entry.schema.json").toFile())
                .get("properties")
                .fieldNames()
                .forEachRemaining(name -> assertThat(formats).contains("`" + name + "`"));
        for (AuditEvent event : AuditEvent.values()) {
            assertThat(formats).contains("`" + event.eventName() + "`");
        }
    }
}
