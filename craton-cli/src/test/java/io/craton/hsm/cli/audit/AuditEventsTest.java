package io.craton.hsm.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditEvent.Category;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine, the store and the log together write into the file of the log. */
class AuditEventsTest {
    @TempDir Path directory;

    private AuditedTour tour(String level) throws Exception {
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(log())
                        .set(ConfigKey.AUDIT_LOG_LEVEL, level)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build();
        AuditedTour tour = new AuditedTour();
        try (Hsm hsm = Hsm.open(config)) {
            tour.run(hsm);
        }
        return tour;
    }

    private Path log() {
        return directory.resolve("audit.jsonl");
    }

    private List<AuditEntry> entries() throws Exception {
        return Files.readAllLines(log()).stream()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .map(line -> AuditEntry.parse(line).orElseThrow())
                .toList();
    }

    private static List<String> eventsAndResults(List<AuditEntry> entries) {
        return entries.stream().map(entry -> entry.event() + " " + entry.result()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "crypto", "auth", "admin", "none"})
    @Tag("S0-26")
    @Tag("S4-19")
    @Tag("S4-27")
    void everyCall_hasTheRecordsOfItsLevel_inTheirOrder(String level) throws Exception {
        Set<Category> written = EnumSet.noneOf(Category.class);
        switch (level) {
            case "all" -> written.addAll(EnumSet.allOf(Category.class));
            case "crypto" -> written.addAll(Set.of(Category.CRYPTO, Category.AUTH, Category.ADMIN));
            case "auth" -> written.addAll(Set.of(Category.AUTH, Category.ADMIN));
            case "admin" -> written.add(Category.ADMIN);
            default -> assertThat(level).isEqualTo("none");
        }
        Set<String> names =
                Arrays.stream(AuditEvent.values())
                        .filter(event -> written.contains(event.category()))
                        .map(AuditEvent::eventName)
                        .collect(Collectors.toSet());

        List<String> expected = tour(level).expected();

        assertThat(eventsAndResults(entries()))
                .isEqualTo(
                        expected.stream()
                                .filter(line -> names.contains(line.split(" ")[0]))
                                .toList());
        assertThat(ChainVerifier.create().verify(log()).valid()).isTrue();
    }

    @Test
    @Tag("S2-32")
    @Tag("S2-34")
    @Tag("S3-18")
    void entries_sayWhoWhatWithWhichKeyAndWhetherItWasApproved() throws Exception {
        tour("all");
        List<AuditEntry> entries = entries();

        String label =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(
                                                AuditedTour.LABEL.getBytes(
                                                        StandardCharsets.UTF_8)));
        AuditEntry made = first(entries, "GenerateKey CKR_OK");
        String id = made.field("object").orElseThrow();
        assertThat(made.field("label_sha256")).contains(label);
        assertThat(made.field("role")).contains("CKU_USER");
        assertThat(made.field("mechanism")).contains("CKM_AES_KEY_GEN");
        for (String of :
                List.of(
                        "Encrypt CKR_OK",
                        "Decrypt CKR_AEAD_DECRYPT_FAILED",
                        "Sign CKR_KEY_TYPE_INCONSISTENT",
                        "SetAttributeValue CKR_ATTRIBUTE_READ_ONLY",
                        "GetAttributeValue CKR_ATTRIBUTE_SENSITIVE",
                        "DestroyObject CKR_OK")) {
            assertThat(first(entries, of).field("object")).as(of).contains(id);
            assertThat(first(entries, of).field("label_sha256")).as(of).contains(label);
        }
        assertThat(first(entries, "WrapKey CKR_OK").field("detail"))
                .get()
                .asString()
                .matches("under [0-9a-f-]{36}");

        AuditEntry wrong = first(entries, "Login CKR_PIN_INCORRECT");
        assertThat(wrong.field("failed_logins")).contains("1");
        assertThat(wrong.field("role")).contains("CKU_SO");

        Set<String> operations =
                new HashSet<>(
                        List.of(
                                "GenerateKey",
                                "GenerateKeyPair",
                                "Sign",
                                "Verify",
                                "Encrypt",
                                "Decrypt",
                                "Digest",
                                "WrapKey",
                                "UnwrapKey",
                                "DeriveKey",
                                "EncapsulateKey",
                                "DecapsulateKey",
                                "GenerateRandom"));
        assertThat(entries)
                .filteredOn(entry -> operations.contains(entry.event()))
                .allSatisfy(entry -> assertThat(entry.field("fips_approved")).isPresent())
                .filteredOn(entry -> entry.result().equals("CKR_OK"))
                .allSatisfy(
                        entry ->
                                // encryption as a derivation (CKM_AES_CBC_ENCRYPT_DATA) is not one
                                assertThat(entry.field("fips_approved"))
                                        .as(entry.event())
                                        .contains("" + !entry.event().equals("DeriveKey")));
        assertThat(entries)
                .filteredOn(
                        entry ->
                                !Set.of("Initialize", "SelfTest", "Finalize")
                                        .contains(entry.event()))
                .allSatisfy(entry -> assertThat(entry.field("slot")).contains("0"));
    }

    private static AuditEntry first(List<AuditEntry> entries, String eventAndResult) {
        return entries.stream()
                .filter(entry -> (entry.event() + " " + entry.result()).equals(eventAndResult))
                .findFirst()
                .orElseThrow(() -> new AssertionError(eventAndResult));
    }

    /** Not as text, in hexadecimal or in Base64; and the hostile label is no line of its own. */
    @Test
    @Tag("S4-27")
    void file_hasNoPinKeyPlaintextOrLabel() throws Exception {
        tour("all");

        String text = Files.readString(log(), StandardCharsets.ISO_8859_1);

        for (byte[] secret :
                List.of(
                        AuditedTour.SECRET,
                        AuditedTour.PLAINTEXT,
                        AuditedTour.SO_PIN.getBytes(StandardCharsets.US_ASCII),
                        AuditedTour.USER_PIN.getBytes(StandardCharsets.US_ASCII),
                        AuditedTour.NEXT_PIN.getBytes(StandardCharsets.US_ASCII),
                        AuditedTour.WRONG_PIN.getBytes(StandardCharsets.US_ASCII),
                        "pay\"".getBytes(StandardCharsets.US_ASCII))) {
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
            assertThat(text)
                    .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1))
                    .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret))
                    .doesNotContain(base64.substring(0, base64.length() - 1));
        }
    }
}
