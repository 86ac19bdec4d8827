package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.error.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restoration drill of the backup and recovery document, with the commands it names. */
class RestorationDrillTest {
    @TempDir Path directory;

    private static Cli.Result sign(Cli cli, Path payload, Path signature) {
        return cli.asUser(
                        "sign",
                        "--key",
                        "signing",
                        "--mechanism",
                        "SHA256withRSA",
                        "--input",
                        payload.toString(),
                        "--output",
                        signature.toString())
                .done();
    }

    private static Cli.Result crypt(Cli cli, String command, Path from, Path to) {
        return cli.asUser(
                        command,
                        "--key",
                        "data",
                        "--mechanism",
                        "AES/GCM/NoPadding",
                        "--input",
                        from.toString(),
                        "--output",
                        to.toString())
                .done();
    }

    @Test
    @Tag("S0-34")
    @Tag("S0-39")
    @Tag("S0-41")
    @Tag("S1-10")
    @Tag("S1-11")
    @Tag("S1-14")
    @Tag("S1-17")
    @Tag("S1-18")
    @Tag("S1-19")
    @Tag("S1-21")
    @Tag("S1-24")
    @Tag("S1-25")
    @Tag("S1-31")
    @Tag("S1-32")
    @Tag("S1-33")
    @Tag("S1-37")
    @Tag("S2-38")
    void drill_fromBackupToASignatureOnANewHost() throws Exception {
        Path payload = Files.writeString(directory.resolve("payload"), "known test payload");
        Path bundle = directory.resolve("backup-20261121.enc");
        Cli production = Cli.withToken(directory.resolve("production"));
        production.asUser("key", "generate", "--type", "rsa:2048", "--label", "signing").done();
        production.asUser("key", "generate", "--type", "aes:256", "--label", "data").done();
        Path recorded = directory.resolve("recorded.sig");
        sign(production, payload, recorded);
        Path sealed = directory.resolve("sealed");
        crypt(production, "encrypt", payload, sealed);
        JsonNode manifest =
                production
                        .run("--json", "backup", "--pin", Cli.SO_PIN, "--output", bundle.toString())
                        .done()
                        .json();

        assertThat(manifest.get("version").asText()).isNotEmpty();
        assertThat(manifest.get("created").asText()).endsWith("Z");

        // 1 and 2: the copy from offsite is whole; it is decrypted and listed, not extracted.
        Cli drillHost = Cli.in(directory.resolve("drill"));
        JsonNode listed =
                drillHost
                        .run(
                                "--json",
                                "backup",
                                "list",
                                "--pin",
                                Cli.SO_PIN,
                                "--input",
                                bundle.toString())
                        .done()
                        .json();
        assertThat(listed.get("sha256")).isEqualTo(manifest.get("sha256"));
        assertThat(listed.get("objects").size())
                .isEqualTo(manifest.get("object_count").asInt())
                .isEqualTo(3);
        drillHost.run("backup", "verify", "--pin", Cli.SO_PIN, "--input", bundle.toString()).done();
        drillHost
                .run("restore", "--pin", "not the SO PIN", "--input", bundle.toString())
                .exits(ExitCode.PIN);

        // 3 and 4: a clean host, and the restore.
        drillHost.run("restore", "--pin", Cli.SO_PIN, "--input", bundle.toString()).done();
        JsonNode info = drillHost.run("--json", "token", "info").done().json();
        assertThat(info.get("label")).isEqualTo(manifest.get("label"));
        assertThat(info.get("serial_number")).isEqualTo(manifest.get("serial_number"));
        assertThat(info.get("object_count").asLong())
                .isEqualTo(manifest.get("object_count").asLong());

        // 5: the known key gives the recorded signature; data of before opens, new data is sealed.
        Path signature = directory.resolve("drill.sig");
        sign(drillHost, payload, signature);
        assertThat(Files.readAllBytes(signature)).isEqualTo(Files.readAllBytes(recorded));
        crypt(drillHost, "decrypt", sealed, directory.resolve("opened"));
        assertThat(directory.resolve("opened")).hasSameTextualContentAs(payload);
        crypt(drillHost, "encrypt", payload, directory.resolve("sealed again"));
        crypt(production, "decrypt", directory.resolve("sealed again"), directory.resolve("there"));
        assertThat(directory.resolve("there")).hasSameTextualContentAs(payload);

        // 6: the log of the drill host is a chain.
        drillHost.run("audit", "verify-chain").done();

        // 8: nothing of the keys is left on the drill host.
        drillHost.run("token", "init", "--label", "over", "--pin", Cli.SO_PIN, "--yes").done();
        assertThat(drillHost.run("--json", "token", "info").json().get("object_count").asLong())
                .isZero();
        drillHost.asUser("key", "list").exits(ExitCode.FAILED);
        production.asUser("key", "list").done();
        assertThat(new String(Files.readAllBytes(bundle), StandardCharsets.ISO_8859_1))
                .contains("label: Test Token");
    }
}
