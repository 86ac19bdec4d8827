package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that 0.10.0 marked as trusted is named where an operator looks: the mark does not count.
 */
class OldMarkTest {
    private static final Path LEFT_BY_0_10_0 =
            Path.of("..", "craton-provider", "src", "test", "resources", "compat", "0.10.0");

    @TempDir Path directory;

    private void unpack() throws IOException {
        Path store = directory.resolve("store");
        Files.createDirectory(
                store,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (ZipInputStream zip =
                new ZipInputStream(Files.newInputStream(LEFT_BY_0_10_0.resolve("closed.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.write(file, zip.readAllBytes());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    @Test
    void statusAndDoctor_nameTheMarkThatDoesNotCount() throws IOException {
        Cli cli =
                Cli.in(
                        directory,
                        "[token]\nstorage_path = \"store\"\n[audit]\nlog_path = \"audit.jsonl\"\n");
        unpack();

        JsonNode keys = cli.run("status", "--json").done().json().get("trusted_keys");
        assertThat(keys).hasSize(1);
        assertThat(keys.get(0).get("label").asText()).isEqualTo("to be trusted");
        assertThat(keys.get(0).get("counts").asBoolean()).isFalse();
        assertThat(cli.run("status").done().text()).contains("does not count", "to be trusted");
        assertThat(cli.run("doctor").text())
                .contains("CKA_TRUSTED of 'to be trusted'", "does not count for wrapping")
                .contains("public object", "key generate --wrapping kwp");
    }
}
