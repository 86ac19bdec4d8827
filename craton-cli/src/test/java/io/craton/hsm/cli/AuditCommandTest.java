package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.cli.error.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit}: verification, rotation, exports, checkpoints and proofs. */
class AuditCommandTest {
    @TempDir Path directory;

    private Cli cli() throws IOException {
        Cli cli = Cli.in(directory, "[audit]\nlog_path = \"audit.jsonl\"\n");
        cli.initialise("Audit");
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
        return cli;
    }

    private Path log() {
        return directory.resolve("audit.jsonl");
    }

    private void write(List<String> lines) throws IOException {
        Files.writeString(log(), String.join("\n", lines) + "\n");
    }

    @Test
    @Tag("S0-30")
    @Tag("S2-36")
    @Tag("S3-42")
    @Tag("S1-5")
    void verifyChain_saysWhichLineIsBadAndWhy_andExitsWith5() throws Exception {
        Cli cli = cli();
        assertThat(cli.run("audit", "verify-chain").done().text())
                .startsWith("Audit Chain Verification: VALID");
        List<String> good = Files.readAllLines(log());
        long seed = new Random().nextLong();
        System.out.println("AuditCommandTest: the place of the change comes from seed " + seed);
        int line = 1 + new Random(seed).nextInt(good.size() - 2);

        List<String> edited = new ArrayList<>(good);
        edited.set(
                line,
                edited.get(line).replace("\"result\":\"CKR_OK\"", "\"result\":\"CKR_CANCEL\""));
        write(edited);
        JsonNode found =
                cli.run("--json", "audit", "verify-chain").exits(ExitCode.INTEGRITY).json();
        assertThat(found.at("/break/line").asInt()).isEqualTo(line + 1);
        assertThat(found.at("/break/reason").asText()).isEqualTo("edited");

        List<String> removed = new ArrayList<>(good);
        removed.remove(line);
        write(removed);
        assertThat(cli.run("audit", "verify-chain").exits(ExitCode.INTEGRITY).text())
                .contains("BROKEN at line " + (line + 1), "removed");

        write(good.subList(0, good.size() - 1));
        assertThat(cli.run("audit", "verify-chain", "--file", log().toString()).done().text())
                .contains("VALID");
        assertThat(cli.run("audit", "verify-chain").exits(ExitCode.INTEGRITY).text())
                .as("with the head that is remembered outside of the log")
                .contains("truncated");
    }

    @Test
    @Tag("S0-30")
    @Tag("S0-42")
    @Tag("S1-34")
    void rotatedSegments_areVerifiedByThemselvesCompressedAndTogether() throws Exception {
        Cli cli = cli();
        Path archive = directory.resolve("audit.jsonl-1");
        cli.run("audit", "rotate", "--output", archive.toString()).done();
        assertThat(
                        cli.run("audit", "rotate", "--output", archive.toString())
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("it is as it was");

        String head =
                cli.run("--json", "audit", "verify-chain", "--file", archive.toString())
                        .done()
                        .json()
                        .get("head_hash")
                        .asText();
        cli.run("audit", "verify-chain", "--prev-hash", head).done();
        cli.run("audit", "verify-chain", "--head", head).exits(ExitCode.INTEGRITY);
        cli.run("audit", "verify-chain", "--prev-hash", "0".repeat(64)).exits(ExitCode.INTEGRITY);
        cli.run("audit", "verify-chain", "--prev-hash", "12").exits(ExitCode.USAGE);

        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(Files.readAllBytes(archive));
        }
        Files.write(directory.resolve("audit.jsonl.1.gz"), compressed.toByteArray());
        Files.delete(archive);
        assertThat(
                        cli.run(
                                        "audit",
                                        "verify-chain",
                                        "--file",
                                        directory.resolve("audit.jsonl.1.gz").toString(),
                                        "--head",
                                        head)
                                .done()
                                .text())
                .contains(head);
        assertThat(cli.run("audit", "verify-chain", "--file", directory.toString()).done().text())
                .contains("from the first entry on");
    }

    @Test
    @Tag("S2-39")
    void exports_areReadable_andFiltersSelect() throws Exception {
        Cli cli = cli();
        cli.run("key", "list", "--pin", "wrong-pin-0000").exits(ExitCode.PIN);
        int lines = Files.readAllLines(log()).size();

        assertThat(cli.run("audit", "export-ndjson").done().out())
                .isEqualTo(Files.readAllBytes(log()));
        assertThat(new ObjectMapper().readTree(cli.run("audit", "export-json").done().out()))
                .hasSize(lines);
        assertThat(cli.run("audit", "export-syslog").done().text().lines())
                .hasSize(lines)
                .allMatch(line -> line.matches("<8[46]>1 .* \\[hsm@0 .*\\] \\w+ CKR_\\w+"));
        assertThat(cli.run("audit", "export-cef").done().text().lines())
                .hasSize(lines)
                .allMatch(line -> line.startsWith("CEF:0|Craton|Craton HSM|"));

        assertThat(
                        cli.run("audit", "export-ndjson", "--event", "Login", "--failures")
                                .done()
                                .text())
                .isEqualTo(
                        cli.run("audit", "export-ndjson", "--result", "CKR_PIN_INCORRECT")
                                .done()
                                .text())
                .contains("\"failed_logins\":1")
                .hasLineCount(1);
        String id =
                Files.readAllLines(log()).stream()
                        .filter(line -> line.contains("\"GenerateKey\""))
                        .map(line -> line.replaceFirst(".*\"object\":\"([^\"]+)\".*", "$1"))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        cli.run("audit", "export-ndjson", "--object", id, "--event", "GenerateKey")
                                .done()
                                .text())
                .hasLineCount(1);
        assertThat(
                        cli.run("audit", "export-ndjson", "--until", "2020-01-01T00:00:00Z")
                                .done()
                                .text())
                .isEmpty();
        assertThat(cli.run("audit", "tail", "--lines", "1").done().text())
                .contains("Finalize")
                .hasLineCount(1);
        cli.run("audit", "export-ndjson", "--since", "yesterday").exits(ExitCode.USAGE);
    }

    @Test
    void checkpoint_provesEntriesAndGrowth_andFindsALogThatWasWrittenAnew() throws Exception {
        Cli cli = cli();
        cli.asUser("key", "generate", "--type", "ed25519", "--label", "audit").done();
        cli.asUser("key", "generate", "--type", "ml-dsa-44", "--label", "audit-pq").done();
        cli.asUser("audit", "export-key", "--key", "audit,audit-pq", "--output", path("audit.pub"))
                .done();
        assertThat(Files.readAllLines(directory.resolve("audit.pub"))).hasSize(2);
        cli.asUser("audit", "checkpoint", "--key", "audit,audit-pq").done();
        Path checkpoints = directory.resolve("audit.jsonl.checkpoints");
        Files.copy(checkpoints, directory.resolve("kept"));
        cli.asUser("audit", "checkpoint", "--key", "audit,audit-pq").done();

        String[] grown = {
            "audit", "verify-consistency", "--from", path("kept"), "--public-key", path("audit.pub")
        };
        assertThat(cli.run(grown).done().text()).startsWith("CONSISTENT");
        cli.run("audit", "prove", "--entry", "3", "--output", path("proof")).done();
        assertThat(cli.run("audit", "prove", "--entry", "9999").exits(ExitCode.FAILED).err())
                .contains("not among the");
        String[] verify = {
            "audit", "verify-proof", "--proof", path("proof"), "--public-key", path("audit.pub")
        };
        assertThat(cli.run(verify).done().text())
                .contains("VALID: entry 3", Files.readAllLines(log()).get(2));

        String proof = Files.readString(directory.resolve("proof"));
        Files.writeString(directory.resolve("proof"), proof.replaceFirst("index 2\n", "index 1\n"));
        cli.run(verify).exits(ExitCode.INTEGRITY);
        Files.writeString(directory.resolve("proof"), "nothing of the kind\n");
        cli.run(verify).exits(ExitCode.INTEGRITY);

        write(Files.readAllLines(log()).subList(0, 10));
        assertThat(cli.run(grown).exits(ExitCode.INTEGRITY).err()).contains("only 10");
        assertThat(cli.asUser("audit", "checkpoint", "--key", "audit,audit-pq").code())
                .isEqualTo(ExitCode.FAILED.code());
    }

    /** Proofs find the archives by their names; one of another name is missing. */
    @Test
    void archiveOfAnotherName_isMissedWithASentence() throws Exception {
        Cli cli = cli();
        cli.asUser("key", "generate", "--type", "ed25519", "--label", "audit").done();
        cli.run("audit", "rotate", "--output", path("old-entries")).done();
        String[] checkpoint = {"audit", "checkpoint", "--key", "audit"};
        assertThat(cli.asUser(checkpoint).exits(ExitCode.FAILED).err())
                .contains("no checkpoint of " + log() + " can be signed")
                .contains("entry 1 is not where it should be")
                .contains("names that begin with the log's")
                .doesNotContain("unexpected");
        Files.move(directory.resolve("old-entries"), directory.resolve("audit.jsonl-old"));
        cli.asUser(checkpoint).done();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void witness_cosignsWhatContinues_andNothingElse() throws Exception {
        Cli cli = cli();
        cli.asUser("key", "generate", "--type", "ed25519", "--label", "audit").done();
        cli.asUser("audit", "export-key", "--key", "audit", "--output", path("audit.pub")).done();
        cli.asUser("audit", "checkpoint", "--key", "audit").done();
        Cli witness = Cli.withToken(directory.resolve("witness"));
        witness.asUser("key", "generate", "--type", "ed25519", "--label", "w").done();
        witness.asUser(
                        "audit",
                        "export-key",
                        "--key",
                        "w",
                        "--witness",
                        "w.example.com",
                        "--output",
                        path("w.pub"))
                .done();

        cli.run(
                        "audit",
                        "verify-consistency",
                        "--from",
                        "0",
                        "--to",
                        path("audit.jsonl.checkpoints"),
                        "--output",
                        path("first"))
                .done();
        String[] cosign = {
            "audit",
            "cosign",
            "--key",
            "w",
            "--name",
            "w.example.com",
            "--log-key",
            path("audit.pub"),
            "--state",
            path("w.state")
        };
        witness.asUser(and(cosign, "--proof", path("first"), "--output", path("cosigned"))).done();
        String cosigned = Files.readString(directory.resolve("cosigned"));
        assertThat(cosigned).contains("\u2014 craton-hsm/audit ", "\u2014 w.example.com ");

        cli.asUser("audit", "checkpoint", "--key", "audit").done();
        // from the log itself, where the witness can read it
        witness.asUser(and(cosign, "--file", log().toString())).done();
        Files.writeString(
                directory.resolve("both.pub"),
                Files.readString(directory.resolve("audit.pub"))
                        + Files.readString(directory.resolve("w.pub")));
        cli.run(
                        "audit",
                        "verify-consistency",
                        "--from",
                        path("cosigned"),
                        "--to",
                        path("w.state"),
                        "--public-key",
                        path("both.pub"))
                .done();

        String before = Files.readString(directory.resolve("w.state"));
        assertThat(
                        witness.asUser(and(cosign, "--proof", path("first")))
                                .exits(ExitCode.INTEGRITY)
                                .err())
                .contains("does not continue");
        assertThat(witness.asUser(cosign).exits(ExitCode.USAGE).err()).contains("--proof");
        assertThat(directory.resolve("w.state")).hasContent(before);
    }

    private static String[] and(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** While the user is logged in, the module itself signs. */
    @Test
    void configuredKey_signsCheckpointsWhileTheUserIsLoggedIn() throws Exception {
        Cli cli = cli();
        cli.asUser("key", "generate", "--type", "ed25519", "--label", "audit").done();
        cli.asUser("audit", "export-key", "--key", "audit", "--output", path("audit.pub")).done();
        Cli signing =
                Cli.in(
                        directory,
                        "[audit]\nlog_path = \"audit.jsonl\"\ncheckpoint_key = \"audit\"\ncheckpoint_records = 5\n");

        signing.asUser("key", "list").done();

        Path checkpoints = directory.resolve("audit.jsonl.checkpoints");
        assertThat(checkpoints).exists();
        signing.run(
                        "audit",
                        "verify-consistency",
                        "--from",
                        checkpoints.toString(),
                        "--public-key",
                        path("audit.pub"))
                .done();
        signing.run("audit", "verify-chain").done();

        Files.delete(directory.resolve("craton_hsm.toml"));
        Cli.in(directory, "[audit]\nlog_path = \"audit.jsonl\"\ncheckpoint_key = \"nobody\"\n")
                .asUser("key", "list")
                .done();
        assertThat(Files.readString(log())).contains("no checkpoints: CKR_KEY_HANDLE_INVALID");
    }
}
