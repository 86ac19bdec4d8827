package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that cannot be written makes every command one that failed. */
class FullDiskTest {
    @TempDir Path directory;

    private String wrapping = "";

    /** Every command: a row of its own, or else its name alone. */
    private List<List<String>> commands() {
        List<List<String>> all = new ArrayList<>(rows());
        Set<String> left = new LinkedHashSet<>(CommandSections.all().keySet());
        rows().forEach(row -> left.remove(name(row)));
        // What the shell prints is what the commands print that it is given; the imports need what
        // is of
        // others, and print as 'key import' does; the archive is made by a Java of its own.
        left.removeAll(List.of("shell", "import pkcs12", "import softhsm", "integrity archive"));
        left.forEach(name -> all.add(command(name)));
        return all;
    }

    /** The commands that need something, in an order in which it is there. */
    private List<List<String>> rows() {
        String user = "--pin " + Cli.USER_PIN;
        String officer = "--pin " + Cli.SO_PIN;
        return List.of(
                command("quickstart", "--file", path("data")),
                command("random --length 20"),
                command("pin change --new-pin next-pin-93716 " + user),
                command("pin reset --new-pin " + Cli.USER_PIN + " " + officer),
                command("key generate --type ec:p256 --label new " + user),
                command("key list " + user),
                command("key info --label signer " + user),
                command("key export-public --label signer " + user),
                command("key csr --label signer --subject CN=x " + user),
                command("key trust --yes --unique-id", wrapping, "--pin", Cli.SO_PIN),
                command("key delete --label new --yes " + user),
                command("cert import " + user, "--input", path("certificate.pem")),
                command("cert list " + user),
                command("cert export --label certificate " + user),
                command("cert delete --label certificate --yes " + user),
                command("sign --key signer --output - " + user, "--input", path("data")),
                command(
                        "verify --key signer " + user,
                        "--input",
                        path("data"),
                        "--signature",
                        path("signature")),
                command("encrypt --key secret --output - " + user, "--input", path("data")),
                command("decrypt --key secret --output - " + user, "--input", path("encrypted")),
                command(
                        "key import --type aes:256 --label imported " + user,
                        "--input",
                        path("bare.hex")),
                command("key copy --label imported --new-label copied " + user),
                command("key rotate --label copied " + user),
                command("key wrap --key travels --with wrap --output - " + user),
                command(
                        "key unwrap --with wrap --type aes:256 --label back " + user,
                        "--input",
                        path("wrapped")),
                command("audit export-key --key log " + user),
                command("audit checkpoint --key log " + user),
                command("audit prove --entry 1"),
                command(
                        "audit verify-proof",
                        "--proof",
                        path("proof"),
                        "--public-key",
                        path("log.key")),
                command("audit verify-consistency", "--from", path("kept")),
                command(
                        "audit cosign --key witness --name w.example.org --output - " + user,
                        "--log-key",
                        path("log.key"),
                        "--file",
                        path("craton_hsm_audit.jsonl"),
                        "--state",
                        path("state")),
                command("backup --output - " + officer),
                command("backup list " + officer, "--input", path("backup")),
                command("backup verify " + officer, "--input", path("backup")),
                command("restore --force " + officer, "--input", path("backup")),
                command("integrity write", "--directory", path("lib")),
                command("integrity verify", "--directory", path("lib")),
                command("token init --yes --label again " + officer),
                command("token destroy --label again"),
                command("token init --label again " + officer),
                command("pin init --new-pin " + Cli.USER_PIN + " " + officer));
    }

    private static String name(List<String> row) {
        String two = row.size() > 1 ? row.get(0) + " " + row.get(1) : "";
        return CommandSections.all().containsKey(two) ? two : row.get(0);
    }

    private static List<String> command(String words, String... more) {
        List<String> command = new ArrayList<>(List.of(words.split(" ")));
        command.addAll(List.of(more));
        return command;
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Cli prepared() throws IOException {
        Cli cli = Cli.withToken(directory);
        Files.writeString(cli.path("data"), "data");
        try (InputStream certificate = FullDiskTest.class.getResourceAsStream("certificate.pem")) {
            Files.copy(certificate, cli.path("certificate.pem"));
        }
        Files.createDirectory(cli.path("lib"));
        Files.copy(jarOfALibrary(), cli.path("lib").resolve("library.jar"));
        for (String key : List.of("ec:p256 signer", "aes:256 secret", "ed25519 log witness")) {
            String[] words = key.split(" ");
            for (int i = 1; i < words.length; i++) {
                cli.asUser("key", "generate", "--type", words[0], "--label", words[i]).done();
            }
        }
        cli.asUser(
                        "sign",
                        "--key",
                        "signer",
                        "--input",
                        path("data"),
                        "--output",
                        path("signature"))
                .done();
        cli.asUser(
                        "encrypt",
                        "--key",
                        "secret",
                        "--input",
                        path("data"),
                        "--output",
                        path("encrypted"))
                .done();
        cli.asUser("key", "generate", "--type", "aes:256", "--wrapping", "kwp", "--label", "wrap")
                .done();
        wrapping =
                cli.asUser("key", "info", "--label", "wrap", "--json")
                        .done()
                        .json()
                        .get(0)
                        .get("unique_id")
                        .asText();
        Files.writeString(cli.path("bare.hex"), "0123456789abcdef".repeat(4));
        cli.asUser("key", "generate", "--type", "aes:256", "--extractable", "--label", "travels")
                .done();
        cli.run("key", "trust", "--yes", "--unique-id", wrapping, "--pin", Cli.SO_PIN).done();
        String wrapped = path("wrapped");
        cli.asUser("key", "wrap", "--key", "travels", "--with", "wrap", "--output", wrapped).done();
        cli.asUser("audit", "export-key", "--key", "log", "--output", path("log.key")).done();
        cli.asUser("audit", "checkpoint", "--key", "log").done();
        Files.copy(cli.path("craton_hsm_audit.jsonl.checkpoints"), cli.path("kept"));
        cli.run("audit", "prove", "--entry", "1", "--output", path("proof")).done();
        cli.run("backup", "--pin", Cli.SO_PIN, "--output", path("backup")).done();
        return cli;
    }

    private static Path jarOfALibrary() {
        try {
            return Path.of(
                    picocli.CommandLine.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void help_thatCannotBeWritten_isOneSentence() throws IOException {
        Cli cli = prepared().outputFull(true);
        for (List<String> words :
                List.of(
                        List.of("--help"),
                        List.of("--version"),
                        List.of("key", "list", "--help"))) {
            Cli.Result result = cli.run(words.toArray(String[]::new));
            assertThat(result.code()).as("%s", words).isEqualTo(ExitCode.FAILED.code());
            assertThat(result.err()).as("%s", words).startsWith("Error: ").hasLineCount(1);
        }
    }

    @Test
    void everyCommand_whoseOutputCannotBeWritten_fails() throws IOException {
        Cli cli = prepared().outputFull(true);

        for (List<String> command : commands()) {
            Cli.Result result = cli.run(command.toArray(String[]::new));
            assertThat(result.err())
                    .as("%s, which needs a row in rows() if it takes options", command)
                    .contains("cannot write to standard output: No space left on device")
                    .doesNotContain("Exception");
            result.exits(ExitCode.FAILED);
        }
    }

    @Test
    void json_thatCannotBeWritten_failsToo() throws IOException {
        Cli cli = prepared().outputFull(true);

        for (String command : List.of("token info", "key list", "random", "audit verify-chain")) {
            List<String> words = new ArrayList<>(List.of(("--json " + command).split(" ")));
            if (command.startsWith("key")) {
                words.addAll(List.of("--pin", Cli.USER_PIN));
            }
            assertThat(cli.run(words.toArray(String[]::new)).exits(ExitCode.FAILED).err())
                    .as(command)
                    .contains("cannot write to standard output");
        }
    }

    @Test
    void help_thatCannotBeWritten_fails() throws IOException {
        Cli cli = Cli.in(directory).outputFull(true);

        assertThat(cli.run("key", "--help").exits(ExitCode.FAILED).err())
                .contains("cannot write to standard output");
        assertThat(cli.run("--version").exits(ExitCode.FAILED).err())
                .contains("cannot write to standard output");
    }

    /** What has gone wrong before is what is told, with its code. */
    @Test
    void error_thatCannotBeWrittenAsJson_keepsItsCode() throws IOException {
        Cli cli = Cli.withToken(directory).outputFull(true);

        assertThat(
                        cli.run("--json", "key", "list", "--pin", "wrong-pin-8")
                                .exits(ExitCode.PIN)
                                .err())
                .contains("CKR_PIN_INCORRECT");
    }
}
