package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a bundle, and what never does. */
class BundleTest {
    private static final Path KEY_AND_CERTIFICATE =
            Path.of("src/test/resources/io/craton/hsm/cli/keyfiles/with-certificate.pem");

    @TempDir Path directory;

    @Test
    @Tag("S1-14")
    void bundle_hasNoPathOfTheHostAndNoPrivateKey() throws Exception {
        String both = Files.readString(KEY_AND_CERTIFICATE);
        Cli cli =
                Cli.in(
                        directory,
                        """
                        pin_min_length = 6
                        [token]
                        storage_path = "hidden_store"
                        label = "Of \\"us\\""
                        [daemon]
                        tls_cert = ["tls/server.pem"]
                        tls_key = ["tls/server.pem"]
                        [[daemon.client]]
                        user = "operator"
                        rights = "use"
                        """);
        Files.createDirectory(cli.path("tls"));
        Files.writeString(cli.path("tls/server.pem"), both);
        cli.initialise("Test Token");
        String[] backup = {"backup", "--bundle", cli.path("bundle").toString(), "--pin"};

        cli.run(backup[0], backup[1], backup[2], backup[3], Cli.SO_PIN).done();

        Path bundle = cli.path("bundle");
        String toml = Files.readString(bundle.resolve("craton_hsm.toml"));
        assertThat(toml).doesNotContain("hidden_store", "tls/").contains("user = \"operator\"");
        // It is a configuration again.
        assertThat(ConfigFile.problems(bundle.resolve("craton_hsm.toml"))).isEmpty();
        String server = Files.readString(bundle.resolve("server-1.pem"));
        assertThat(Pem.decode(server.getBytes(), "server-1.pem").stream().map(Pem.Block::type))
                .containsExactly("CERTIFICATE");
        JsonNode manifest = new ObjectMapper().readTree(bundle.resolve("manifest.json").toFile());
        assertThat(manifest.get("files").has("server-1.pem")).isTrue();
        assertThat(manifest.has("version") && manifest.has("host") && manifest.has("created"))
                .isTrue();
    }
}
