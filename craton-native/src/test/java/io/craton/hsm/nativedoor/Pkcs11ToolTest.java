package io.craton.hsm.nativedoor;

import static io.craton.hsm.AttributeType.CKA_ID;
import static io.craton.hsm.AttributeType.CKA_PUBLIC_KEY_INFO;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSC's {@code pkcs11-tool} with the library. */
@Tag("ecosystem")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Pkcs11ToolTest {
    @TempDir Path directory;

    private Path library;
    private NativeDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        Programs.require("pkcs11-tool");
        library = NativeLibrary.build();
    }

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private String tool(String... arguments) throws Exception {
        Programs.Result result = tries(arguments);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private Programs.Result tries(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("pkcs11-tool", "--module", library.toString()));
        command.addAll(List.of(arguments));
        return Programs.run(directory, daemon.environment(), command);
    }

    private String user(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--login", "--pin", pin()));
        all.addAll(List.of(arguments));
        return tool(all.toArray(String[]::new));
    }

    private static String pin() {
        return new String(NativeDaemon.USER_PIN);
    }

    /**
     * From an empty store to a token with a PIN of another; with PINs of digits, as documents have
     * them.
     */
    @Test
    @Tag("S3-12")
    @Tag("S4-26")
    void token_isMadeAndItsPinChanged() throws Exception {
        daemon = new NativeDaemon(directory);
        assertThat(tool("--list-slots")).contains("Slot 0 (0x0): Craton HSM slot 0", "(empty)");
        // The tool ends with 1 where there is none.
        assertThat(tries("--list-token-slots").output()).doesNotContain("Slot 0");
        tool("--init-token", "--slot", "0", "--label", "made", "--so-pin", "12345678");
        assertThat(tool("--list-slots")).containsPattern("token label +: made");
        assertThat(tool("--list-token-slots")).containsPattern("token label +: made");
        tool("--so-pin", "12345678", "--init-pin", "--pin", "87654321");
        tool("--login", "--pin", "87654321", "--change-pin", "--new-pin", "24681357");
        assertThat(tool("--login", "--pin", "24681357", "--list-objects")).contains("Profile");
        assertThat(tries("--login", "--pin", "87654321", "--list-objects").output())
                .contains("CKR_PIN_INCORRECT");
    }

    @Test
    void itsOwnTests_pass() throws Exception {
        daemon = new NativeDaemon(directory);
        daemon.initToken("tool");
        user("--keypairgen", "--key-type", "rsa:2048", "--id", "01", "--label", "r");
        user("--keypairgen", "--key-type", "EC:prime256v1", "--id", "02", "--label", "e");
        assertThat(user("--test"))
                .contains("all 4 digest functions seem to work", "RSA-PKCS-OAEP", "No errors");
        tool("--test-threads", "ILGISLT0", "--test-threads", "ILGISLT0");
    }

    @Test
    @Tag("S3-25")
    void itsForkedChild_isServed() throws Exception {
        daemon = new NativeDaemon(directory);
        daemon.initToken("tool");
        assertThat(tool("--test-fork")).contains("forked child");
    }

    /** It signs with SHA-1, and opens a session that writes only if told. */
    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void itsTestOfEllipticCurves_passes_whereSha1MaySign(String curve) throws Exception {
        daemon = new NativeDaemon(directory, NativeDaemon.OLD_PERMITTED);
        daemon.initToken("tool");
        String type = "EC:" + curve;
        List<String> test = List.of("--session-rw", "--test-ec", "--id", "03", "--key-type", type);
        String[] arguments = test.toArray(String[]::new);
        assertThat(user(arguments)).contains("Doing a signature", "==> OK");
    }

    /**
     * What it generates, lists, reads, writes, signs, verifies, encrypts, decrypts, derives, wraps
     * and unwraps; OpenSSL comes to the same.
     */
    @Test
    void everyKeyAndMechanismOfIt_isRightForOpenssl() throws Exception {
        Programs.require("openssl");
        daemon = new NativeDaemon(directory, NativeDaemon.OLD_PERMITTED);
        daemon.initToken("tool");
        script("opensc_keys.sh");
        List<String> ids = writePublicKeys();
        assertThat(ids).hasSize(12);
        for (String id : ids) {
            Path read = directory.resolve("read-" + id + ".der");
            if (Files.exists(read)) {
                assertThat(read).hasSameBinaryContentAs(directory.resolve(id + ".der"));
            }
        }
        assertThat(script("opensc_uses.sh")).endsWith(" uses are right\n");
    }

    /** Writes each as {@code ID.der}, and gives the ids. */
    private List<String> writePublicKeys() throws Exception {
        Template searched = Template.builder().objectClass(ObjectClass.CKO_PUBLIC_KEY).build();
        List<String> ids = new ArrayList<>();
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
            for (ObjectHandle key : session.findObjects(searched)) {
                String id = HexFormat.of().formatHex(session.getAttribute(key, CKA_ID));
                byte[] encoded = session.getAttribute(key, CKA_PUBLIC_KEY_INFO);
                Files.write(directory.resolve(id + ".der"), encoded);
                ids.add(id);
            }
        }
        return ids;
    }

    private String script(String name) throws Exception {
        String program = NativeLibrary.MODULE.resolve("src/test/programs/" + name).toString();
        List<String> command = List.of("sh", program, library.toString(), pin());
        return Programs.runWell(directory, daemon.environment(), command);
    }
}
