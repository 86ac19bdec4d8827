package io.craton.hsm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration file. */
class ConfigFileTest {
    @TempDir Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() throws IOException {
        // A temporary directory may itself be reached through a symbolic link.
        directory = directory.toRealPath();
        environment.put("CRATON_HSM_HOME", directory.toString());
    }

    private Path write(String... lines) throws IOException {
        Path file = directory.resolve(ConfigFile.NAME);
        Files.write(file, java.util.List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        return file;
    }

    private HsmConfig load(Path file) {
        return ConfigFile.load(file, environment::get);
    }

    private static AbstractThrowableAssert<?, ?> assertCode(
            ReturnCode code, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HsmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    @Tag("S4-43")
    @Tag("S2-3")
    void file_setsWhatItNames() throws IOException {
        HsmConfig config =
                load(
                        write(
                                "[token]",
                                "label = \"My token\"",
                                "slot_count = 4",
                                "storage_path = \"store\"",
                                "[security]",
                                "pin_min_length = 6",
                                "pbkdf2_iterations = 100_000",
                                "[audit]",
                                "log_level = \"crypto\"",
                                "[algorithms]",
                                "enable_pqc = false"));
        assertThat(config.string(ConfigKey.TOKEN_LABEL)).isEqualTo("My token");
        assertThat(config.integer(ConfigKey.TOKEN_SLOT_COUNT)).isEqualTo(4);
        assertThat(config.integer(ConfigKey.SECURITY_PIN_MIN_LENGTH)).isEqualTo(6);
        assertThat(config.string(ConfigKey.AUDIT_LOG_LEVEL)).isEqualTo("crypto");
        assertThat(config.flag(ConfigKey.ALGORITHMS_ENABLE_PQC)).isFalse();
        assertThat(config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS)).isEqualTo(10);
        assertThat(config.path(ConfigKey.TOKEN_STORAGE_PATH)).isEqualTo(directory.resolve("store"));
    }

    @Test
    void everythingWrong_isToldAtOnce_withLineKeyValueAndWhatIsAllowed() throws IOException {
        Path file =
                write(
                        "[token]",
                        "max_sesions = 5",
                        "slot_count = 0",
                        "label = 7",
                        "[security]",
                        "pin_complexity = \"hard\"",
                        "[nonsense]",
                        "x = 1");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining(
                        file
                                + " line 2: unknown key token.max_sesions; did you mean token.max_sessions?")
                .hasMessageContaining(
                        "line 3: token.slot_count = 0 is not allowed; it takes a whole number from 1 to 256")
                .hasMessageContaining("line 4: token.label = 7")
                .hasMessageContaining(
                        "line 6: security.pin_complexity = \"hard\" is not allowed; it takes one of none, basic, strict")
                .hasMessageContaining("line 8: unknown key nonsense.x");
    }

    @Test
    void rightKeyInTheWrongSection_isSuggested() throws IOException {
        Path file = write("[token]", "pbkdf2_iterations = 100000");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining("did you mean security.pbkdf2_iterations?");
    }

    @Test
    void syntaxErrors_areAllTold() throws IOException {
        Path file = write("[token", "label = ", "= 3");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file)).hasMessageContaining("line 1:");
    }

    @Test
    void keysThatContradictEachOther_areTold() throws IOException {
        Path file =
                write(
                        "[security]",
                        "pin_min_length = 20",
                        "pin_max_length = 10",
                        "[token]",
                        "slot_count = 999");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining("security.pin_min_length = 20 must not be greater")
                .hasMessageContaining("token.slot_count = 999");
        Path fips =
                write(
                        "[algorithms]",
                        "fips_approved_only = true",
                        "allow_des3 = true",
                        "[audit]",
                        "enabled = false");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(fips))
                .hasMessageContaining("algorithms.allow_des3 must be false")
                .hasMessageContaining("audit.enabled must be true");
    }

    @Test
    @Tag("S1-27")
    @Tag("S4-10")
    void iterations_haveAFloor() throws IOException {
        Path low = write("[security]", "pbkdf2_iterations = 99999");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(low)).hasMessageContaining("100000");
        assertThat(
                        load(write("[security]", "pbkdf2_iterations = 100000"))
                                .integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS))
                .isEqualTo(100_000);
        assertThat(HsmConfig.defaults().integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS))
                .isEqualTo(600_000);
    }

    @ParameterizedTest
    @Tag("S4-17")
    @ValueSource(
            strings = {
                "/var/lib/elsewhere",
                "../up",
                "a/../../b",
                "//server/share",
                "\\\\\\\\server\\\\share",
                "C:\\\\store",
                "nul\\u0000"
            })
    void paths_thatLeaveTheHome_areRefused(String path) throws IOException {
        for (String key : new String[] {"[token]\nstorage_path", "[audit]\nlog_path"}) {
            Path file = write(key + " = \"" + path + "\"");
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                    .hasMessageContaining("is not allowed");
        }
    }

    @Test
    void absolutePath_isForRootsThatTheOperatorAllows() throws IOException {
        Path inside = directory.resolve("data/store");
        Path file = write("[token]", "storage_path = \"" + inside + "\"");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining("CRATON_HSM_ALLOWED_ROOTS");
        environment.put("CRATON_HSM_ALLOWED_ROOTS", "/somewhere:" + directory.resolve("data"));
        assertThat(load(file).path(ConfigKey.TOKEN_STORAGE_PATH)).isEqualTo(inside);
        environment.put("CRATON_HSM_ALLOWED_ROOTS", directory + "/dat");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file));
    }

    @Test
    @Tag("S3-32")
    void symbolicLink_inAPath_isRefused() throws IOException {
        Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        Path file = write("[token]", "storage_path = \"link/store\"");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining("symbolic links");
    }

    @Test
    @Tag("S2-3")
    void fileThatOthersCanWrite_orALink_isRefused() throws IOException {
        Path file = write("[token]");
        Path link = directory.resolve("link.toml");
        Files.createSymbolicLink(link, file);
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(link))
                .hasMessageContaining("symbolic link");
        for (String mode : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                    .hasMessageContaining("chmod go-w");
        }
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(directory.resolve("missing.toml")))
                .hasMessageContaining("is not there");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(directory))
                .hasMessageContaining("regular file");
    }

    /** Decision B45: who can write the directory can put another file in its place. */
    @Test
    void fileInADirectoryThatOthersCanWrite_isRefused_unlessItIsSticky() throws IOException {
        Path file = write("[token]");
        for (int mode : new int[] {0775, 0757, 0777}) {
            Files.setAttribute(directory, "unix:mode", mode);
            assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                    .hasMessageContaining("the directory " + directory)
                    .hasMessageContaining("chmod go-w");
        }
        Files.setAttribute(directory, "unix:mode", 01777);
        load(file);
        Files.setAttribute(directory, "unix:mode", 0755);
        load(file);
    }

    /** Decision B45: the owner of a file, or of its directory, is somebody who can write it. */
    @Test
    void fileOfAnotherAccount_isRefused_alsoInASharedDirectory() throws IOException {
        Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root gives files away");
        Path file = write("[token]");
        Files.setAttribute(directory, "unix:mode", 01777);
        Files.setAttribute(file, "unix:uid", 4711);
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining(file + " belongs to 4711");
        Files.setAttribute(file, "unix:uid", 0);
        load(file);
        // Whoever owns a sticky directory can rename what is in it.
        Files.setAttribute(directory, "unix:uid", 4711);
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .hasMessageContaining("the directory " + directory + " belongs to 4711");
        Files.setAttribute(directory, "unix:uid", 0);
    }

    /** They configure a program that this one is not, and stay accepted. */
    @Test
    void keysOfTheDaemon_areAccepted() throws IOException {
        List<String> lines = new ArrayList<>(List.of("[daemon]"));
        for (ConfigKey key : ConfigKey.values()) {
            if (key.path().startsWith("daemon.") && key != ConfigKey.DAEMON_CLIENT) {
                String value =
                        switch (key.type()) {
                            case INTEGER -> Long.toString(key.max());
                            case BOOLEAN -> "true";
                            case CHOICE -> '"' + key.allowed().get(0) + '"';
                            default -> "\"/x\"";
                        };
                lines.add(key.path().substring("daemon.".length()) + " = " + value);
            }
        }
        lines.addAll(List.of("[[daemon.client]]", "user = \"backup\"", "rights = \"admin\""));
        assertThat(lines).hasSizeGreaterThan(10);

        load(write(lines.toArray(String[]::new)));
    }

    /** Decision B42: a certificate for each kind of client. */
    @Test
    void certificatesOfTheDaemon_areOneOrSeveral_withAKeyEach() throws IOException {
        HsmConfig one = load(write("[daemon]", "tls_cert = \"a.pem\"", "tls_key = \"b.pem\""));
        assertThat(one.strings(ConfigKey.DAEMON_TLS_CERT)).containsExactly("a.pem");
        HsmConfig two =
                load(
                        write(
                                "[daemon]",
                                "tls_cert = [\"rsa.pem\", \"ml-dsa.pem\"]",
                                "tls_key = [\"rsa.key\", \"ml-dsa.key\"]"));
        assertThat(two.strings(ConfigKey.DAEMON_TLS_KEY)).containsExactly("rsa.key", "ml-dsa.key");
        assertThat(two.toBuilder().build().strings(ConfigKey.DAEMON_TLS_CERT))
                .containsExactly("rsa.pem", "ml-dsa.pem");
        Path uneven = write("[daemon]", "tls_cert = [\"a\", \"b\"]", "tls_key = \"c\"");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(uneven))
                .hasMessageContaining("daemon.tls_cert and daemon.tls_key belong together");
        Path mixed = write("[daemon]", "tls_cert = [", "\"a\",", "7]");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(mixed))
                .hasMessageContaining("line 4: daemon.tls_cert[2] = 7 is not allowed");
    }

    @Test
    void text_isReadByTheSameRules() {
        assertThat(
                        ConfigFile.parse("[token]\nslot_count = 3", "the vault")
                                .integer(ConfigKey.TOKEN_SLOT_COUNT))
                .isEqualTo(3);
        assertCode(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        () -> ConfigFile.parse("token.storage_path = \"/etc\"", "the vault"))
                .hasMessageContaining("the vault line 1: token.storage_path = \"/etc\"");
    }

    @Test
    @Tag("S1-3")
    @Tag("S4-40")
    @Tag("S1-1")
    @Tag("S4-16")
    @Tag("S4-19")
    void discover_looksAtTheSettingThenAtHome_elseDefaults() throws IOException {
        HsmConfig defaults = ConfigFile.discover(environment::get);
        assertThat(defaults.path(ConfigKey.TOKEN_STORAGE_PATH))
                .isEqualTo(directory.resolve("craton_hsm_store"));
        assertThat(defaults.path(ConfigKey.AUDIT_LOG_PATH))
                .isEqualTo(directory.resolve("craton_hsm_audit.jsonl"));
        write("[token]", "label = \"from home\"");
        assertThat(ConfigFile.discover(environment::get).string(ConfigKey.TOKEN_LABEL))
                .isEqualTo("from home");
        Path other = directory.resolve("other.toml");
        Files.writeString(other, "[token]\nlabel = \"named\"\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        environment.put("CRATON_HSM_CONFIG", other.toString());
        assertThat(ConfigFile.discover(environment::get).string(ConfigKey.TOKEN_LABEL))
                .isEqualTo("named");
        environment.put("CRATON_HSM_CONFIG", directory.resolve("missing.toml").toString());
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> ConfigFile.discover(environment::get));
    }

    @Test
    void controlCharacters_areNotPrinted() throws IOException {
        Path file = write("[token]", "label = \"a\\u001b[31m\"");
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> load(file))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }
}
