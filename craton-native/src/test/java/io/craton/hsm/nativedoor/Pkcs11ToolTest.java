package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenSC's {@code pkcs11-tool} with the library. */
@Tag("ecosystem")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Pkcs11ToolTest {
    @TempDir Path directory;

    private Path library;
    private NativeDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        Programs.require("pkcs11-tool");
        library = NativeLibrary.build();
        daemon = new NativeDaemon(directory);
    }

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private String tool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("pkcs11-tool", "--module", library.toString()));
        command.addAll(List.of(arguments));
        return Programs.runWell(directory, daemon.environment(), command);
    }

    private String user(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--login", "--pin", pin()));
        all.addAll(List.of(arguments));
        return tool(all.toArray(String[]::new));
    }

    private static String pin() {
        return new String(NativeDaemon.USER_PIN);
    }

    /** From an empty store to a token with a PIN of another. */
    @Test
    void token_isMadeAndItsPinChanged() throws Exception {
        String officer = new String(NativeDaemon.SO_PIN);
        assertThat(tool("--list-slots")).contains("Slot 0 (0x0): Craton HSM slot 0", "(empty)");
        tool("--init-token", "--slot", "0", "--label", "made", "--so-pin", officer);
        assertThat(tool("--list-token-slots")).containsPattern("token label +: made");
        tool("--init-pin", "--so-pin", officer, "--pin", pin());
        user("--change-pin", "--new-pin", "another-1");
        assertThat(tool("--login", "--pin", "another-1", "--list-objects")).contains("Profile");
    }

    /** But {@code --test-ec}, which signs with SHA-1. */
    @Test
    void itsOwnTests_pass() throws Exception {
        daemon.initToken("tool");
        user("--keypairgen", "--key-type", "rsa:2048", "--id", "01", "--label", "r");
        user("--keypairgen", "--key-type", "EC:prime256v1", "--id", "02", "--label", "e");
        assertThat(user("--test"))
                .contains("all 4 digest functions seem to work", "RSA-PKCS-OAEP", "No errors");
        assertThat(tool("--test-fork")).contains("forked child");
        tool("--test-threads", "ILGISLT0", "--test-threads", "ILGISLT0");
    }

    /** The signature is checked by OpenSSL, with the public key that the token gave out. */
    @Test
    void signature_isRightForOpenssl() throws Exception {
        Programs.require("openssl");
        daemon.initToken("tool");
        user("--keypairgen", "--key-type", "EC:prime256v1", "--id", "04", "--label", "s");
        Files.writeString(directory.resolve("data"), "signed", StandardCharsets.UTF_8);
        user(
                "--sign",
                "--mechanism",
                "ECDSA-SHA384",
                "--signature-format",
                "openssl",
                "--id",
                "04",
                "--input-file",
                "data",
                "--output-file",
                "signature");
        tool("--read-object", "--type", "pubkey", "--id", "04", "--output-file", "public.der");
        String said =
                Programs.runWell(
                        directory,
                        Map.of(),
                        List.of(
                                "openssl",
                                "dgst",
                                "-sha384",
                                "-keyform",
                                "DER",
                                "-verify",
                                "public.der",
                                "-signature",
                                "signature",
                                "data"));
        assertThat(said).contains("Verified OK");
    }
}
