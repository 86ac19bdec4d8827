package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour with the real jar. */
class QuickstartIT {
    @TempDir Path directory;

    @Test
    void quickstart_twiceInOneDirectory_everyStepIsOkBothTimes() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Path document = cli.path("contract.txt");
        Files.writeString(document, "The seller sells and the buyer buys.\n");

        for (int run = 0; run < 2; run++) {
            JsonNode json =
                    cli.run("quickstart", "--json", "--directory", "demo", "--file", "contract.txt")
                            .done()
                            .json();

            assertThat(json.get("ok").asBoolean()).isTrue();
            assertThat(json.get("file").asText()).isEqualTo("contract.txt");
            assertThat(json.get("file_bytes").asLong()).isEqualTo(Files.size(document));
            List<String> titles = new ArrayList<>();
            for (JsonNode step : json.get("steps")) {
                assertThat(step.get("ok").asBoolean()).as(step.toString()).isTrue();
                assertThat(step.get("milliseconds").asDouble()).isNotNegative();
                titles.add(step.get("title").asText() + ": " + step.get("result").asText());
            }
            assertThat(String.join("\n", titles))
                    .contains(
                            "Generate rsa:3072",
                            "Generate ec:p256",
                            "Generate ed25519",
                            "Generate ml-dsa-65",
                            "Generate aes:256",
                            "Sign contract.txt with SHA256withRSA: 384 bytes",
                            "Sign contract.txt with SHA256withECDSA",
                            "Sign contract.txt with Ed25519: 64 bytes",
                            "Sign contract.txt with ML-DSA-65: 3309 bytes",
                            "says SunRsaSign",
                            "says SunEC",
                            "Encrypt contract.txt with AES-256-GCM",
                            "TLSv1.3",
                            "Sign again with the stored key, SHA256withRSA: the same bytes",
                            "Verify the hash chain",
                            "4 GenerateKeyPair");
        }
        Cli demo = Cli.in(directory.resolve("demo")).asProcess();
        demo.run("audit", "verify-chain").done();
        assertThat(
                        demo.run("key", "list", "--json", "--pin", "quickstart-pin")
                                .done()
                                .json()
                                .size())
                .isEqualTo(10);
    }

    @Test
    void quickstart_outsideOfTheSourceTree_signsATextOfItsOwnAndLeavesNothing() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Files.writeString(cli.path("README.md"), "somebody else's\n");
        cli.environment("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);

        String text = cli.run("quickstart").done().text();

        assertThat(text).contains("file       the built-in text", "steps done in");
        assertThat(text).as("no terminal, no colour").doesNotContain("\u001b");
        try (var left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("craton-quickstart-"));
        }
    }

    @Test
    void quickstart_onATerminalInTheSourceTree_signsTheReadmeInColour() throws IOException {
        Cli.assumeTerminal();
        Cli cli = Cli.in(directory);
        Path tree = Path.of("..").toAbsolutePath().normalize();
        cli.environment("CRATON_HSM_SOURCE", tree.toString()).environment("TERM", "xterm");

        Result result = cli.onTerminal(List.of(), "quickstart").done();

        assertThat(result.text())
                .contains("\u001b[32m ok  \u001b[0m", "Sign README.md with SHA256withRSA");
    }

    @Test
    void quickstart_fileThatIsMissing_isOneSentence() throws IOException {
        Result result =
                Cli.in(directory)
                        .asProcess()
                        .run("quickstart", "--file", "nowhere.txt")
                        .exits(ExitCode.FAILED);

        assertThat(result.err()).isEqualTo("Error: there is no file nowhere.txt\n");
        assertThat(result.text()).isEmpty();
    }

    @Test
    void quickstart_directoryThatCannotBeMade_isOneSentence() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Files.writeString(cli.path("taken"), "a file");

        assertThat(cli.run("quickstart", "--directory", "taken").exits(ExitCode.FAILED).err())
                .startsWith("Error: ")
                .contains("taken is a file; --directory takes a directory")
                .doesNotContain("Exception")
                .hasLineCount(1);
        assertThat(cli.run("quickstart", "--directory", "taken/below").exits(ExitCode.FAILED).err())
                .startsWith("Error: ")
                .contains("taken")
                .doesNotContain("Exception")
                .hasLineCount(1);
    }

    @Test
    void quickstart_directoryWithSomebodyElsesToken_leavesItAlone() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();

        JsonNode json =
                cli.run("quickstart", "--json", "--directory", directory.toString())
                        .exits(ExitCode.FAILED)
                        .json();

        assertThat(json.get("ok").asBoolean()).isFalse();
        assertThat(json.get("steps").get(1).get("result").asText()).contains("CKR_PIN_INCORRECT");
        assertThat(cli.asUser("key", "list").done().text()).contains("Total: 1 object");
    }
}
