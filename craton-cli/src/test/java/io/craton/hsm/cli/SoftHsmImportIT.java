package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that the real softhsm2-util and pkcs11-tool have made, imported with the real jar. */
@Tag("ecosystem")
class SoftHsmImportIT {
    private static final List<Path> LIBRARIES =
            Stream.of(
                            "/usr/lib/softhsm/libsofthsm2.so",
                            "/usr/lib64/pkcs11/libsofthsm2.so",
                            "/usr/local/lib/softhsm/libsofthsm2.so")
                    .map(Path::of)
                    .toList();

    @TempDir Path directory;

    private Cli cli;
    private Path library;

    @BeforeEach
    void token() throws IOException {
        library = LIBRARIES.stream().filter(Files::exists).findFirst().orElse(null);
        String tools = "command -v softhsm2-util && command -v pkcs11-tool";
        boolean there = library != null && Cli.succeeds("sh", "-c", tools);
        if (!there) {
            System.out.println("skipped: softhsm2-util and pkcs11-tool are not installed");
        }
        Assumptions.assumeTrue(there);
        cli = Cli.withToken(directory).asProcess();
        Files.createDirectory(cli.path("tokens"));
        Files.writeString(
                cli.path("softhsm2.conf"),
                "directories.tokendir = " + cli.path("tokens") + "\nobjectstore.backend = file\n");
        cli.environment("SOFTHSM2_CONF", cli.path("softhsm2.conf").toString());
        String[] init = {
            "softhsm2-util", "--init-token", "--free", "--label", "Old", "--so-pin", "so-12345"
        };
        other(init, "--pin", "user-12345");
    }

    private void other(String[] command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        cli.process(all, new byte[0]).done();
    }

    private void tool(String... more) {
        String[] command = {
            "pkcs11-tool",
            "--module",
            library.toString(),
            "--token-label",
            "Old",
            "--login",
            "--pin",
            "user-12345"
        };
        other(command, more);
    }

    @Test
    void everyObject_comesOverAndWorks() throws IOException {
        tool("--keypairgen", "--key-type", "rsa:2048", "--label", "rsa", "--id", "01");
        tool("--keypairgen", "--key-type", "EC:secp384r1", "--label", "ec", "--id", "02");
        tool("--keypairgen", "--key-type", "EC:edwards25519", "--label", "ed", "--id", "03");
        tool("--keygen", "--key-type", "AES:32", "--label", "aes", "--id", "04", "--private");
        tool("--keygen", "--key-type", "GENERIC:32", "--label", "mac", "--id", "05");
        Files.writeString(cli.path("note"), "a note that is longer than a block of the cipher");
        tool(
                "--write-object",
                cli.path("note").toString(),
                "--type",
                "data",
                "--label",
                "note",
                "--private");

        Result result =
                cli.asUser(
                                "import",
                                "softhsm",
                                "--json",
                                "--input",
                                "tokens",
                                "--passphrase",
                                "user-12345")
                        .done();

        JsonNode imported = result.json().get("imported");
        assertThat(imported.findValuesAsText("proof"))
                .containsExactlyInAnyOrder(
                        "a signature",
                        "a signature",
                        "a signature",
                        "its check value",
                        "its check value",
                        "-",
                        "-",
                        "-",
                        "-");
        assertThat(cli.asUser("key", "list").done().text()).contains("note", "ec:p384", "ed25519");
    }
}
