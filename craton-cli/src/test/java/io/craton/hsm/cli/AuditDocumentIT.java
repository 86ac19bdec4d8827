package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command of docs/audit.md, in its order, with the real jar. */
class AuditDocumentIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String AUDIT = "[audit]\nlog_path = \"log/audit.jsonl\"\n";

    @TempDir Path directory;

    private static String commands() throws Exception {
        String text = Files.readString(ROOT.resolve("docs/audit.md"));
        Matcher block =
                Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(text);
        StringBuilder commands = new StringBuilder();
        while (block.find()) {
            commands.append(block.group(1));
        }
        return commands.toString();
    }

    @Test
    void everyCommandOfTheDocument_works() throws Exception {
        for (String tool : List.of("bash", "jq", "python3", "gzip")) {
            boolean there = Cli.succeeds("sh", "-c", "command -v " + tool);
            if (!there) {
                System.out.println("skipped: the commands of docs/audit.md need " + tool);
            }
            Assumptions.assumeTrue(there, "no " + tool);
        }
        Cli cli = Cli.in(directory, AUDIT);
        Files.createDirectory(directory.resolve("log"));
        cli.initialise("Document");
        Cli witness =
                Cli.in(
                        directory.resolve("witness"),
                        "[token]\nstorage_path = \"witness/store\"\n[audit]\nlog_path = \"witness/audit.jsonl\"\n");
        Path witnessFile = directory.resolve("witness.toml");
        Files.move(witness.path("craton_hsm.toml"), witnessFile);
        cli.run(
                        "--config",
                        witnessFile.toString(),
                        "token",
                        "init",
                        "--label",
                        "Witness",
                        "--pin",
                        Cli.SO_PIN)
                .done();
        cli.run(
                        "--config",
                        witnessFile.toString(),
                        "pin",
                        "init",
                        "--pin",
                        Cli.SO_PIN,
                        "--new-pin",
                        Cli.USER_PIN)
                .done();
        Files.writeString(directory.resolve("pin"), Cli.USER_PIN + "\n");
        Files.copy(
                ROOT.resolve("docs/verify-audit-chain.py"),
                directory.resolve("verify-audit-chain.py"));
        String script =
                "set -euo pipefail\nexport PATH=\"$BIN:$PATH\"\n"
                        + commands().replace("/var/log/craton-hsm/", "log/");
        Path file = directory.resolve("commands.sh");
        Files.writeString(file, script);
        cli.environment("BIN", ROOT.resolve("bin").toString())
                .environment("JAVA_HOME", System.getProperty("java.home"));

        Result result = cli.process(List.of("bash", "-x", file.toString()), new byte[0]);

        assertThat(result.code()).as(result.text() + result.err()).isZero();
        assertThat(result.text())
                .contains("VALID", "CONSISTENT: craton-hsm/audit grew from", "VALID: entry 5")
                .contains("Cosigned the checkpoint");
        assertThat(directory.resolve("audit.cef")).isRegularFile();
    }
}
