package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
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

/** Programs that load a PKCS#11 library, each doing what it is for. */
@Tag("ecosystem")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProgramsTest {
    private static final Path PROGRAMS = NativeLibrary.MODULE.resolve("src/test/programs");

    @TempDir Path directory;

    private Path library;
    private NativeDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        library = NativeLibrary.build();
        daemon = new NativeDaemon(directory);
        daemon.initToken("native");
    }

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private static String pin() {
        return new String(NativeDaemon.USER_PIN);
    }

    /** The JDK's provider signs, agrees, encrypts; others check it. */
    @Test
    void sunPkcs11() throws Exception {
        Path configuration = directory.resolve("sun.cfg");
        Files.writeString(configuration, "name = Craton\nlibrary = " + library + "\nslot = 0\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program = PROGRAMS.resolve("SunPkcs11.java").toString();
        String said =
                Programs.runWell(
                        directory,
                        daemon.environment(),
                        List.of(java, program, configuration.toString(), pin()));
        assertThat(said).endsWith("all right\n");
    }

    @Test
    void pythonPkcs11() throws Exception {
        Programs.require("python3");
        List<String> look = List.of("python3", "-c", "import pkcs11");
        requireRight(look, "python3 has no python-pkcs11 here");
        String program = PROGRAMS.resolve("python_pkcs11.py").toString();
        String said =
                Programs.runWell(
                        directory,
                        daemon.environment(),
                        List.of("python3", program, library.toString(), pin()));
        assertThat(said).endsWith("all right\n");
    }

    /** OpenSSL makes a certificate of a key of the token, and curl shows it to a server. */
    @Test
    void opensslAndCurl() throws Exception {
        requireAll("openssl", "curl", "pkcs11-tool");
        List<String> look = List.of("openssl", "engine", "pkcs11");
        requireRight(look, "there is no libengine-pkcs11-openssl here");
        script("key.sh");
        assertThat(script("openssl.sh", freePort())).contains("cert.pem: OK", "TLSv1.3, Cipher is");
    }

    @Test
    void sshAgent() throws Exception {
        requireAll("ssh-agent", "ssh-add", "ssh-keygen", "pkcs11-tool");
        script("key.sh");
        assertThat(script("ssh.sh")).contains("Good \"file\" signature for me");
    }

    @Test
    void gnutls() throws Exception {
        requireAll("p11tool", "pkcs11-tool");
        script("key.sh");
        assertThat(script("gnutls.sh")).contains("Verifying against public key in the token... ok");
    }

    /** The one of Go's libraries on which the others stand; its module is fetched. */
    @Test
    void goMiekg() throws Exception {
        requireAll("go");
        Path go = Files.createDirectory(directory.resolve("go"));
        for (String name : List.of("main.go", "go.mod", "go.sum")) {
            Files.copy(PROGRAMS.resolve("go").resolve(name), go.resolve(name));
        }
        List<String> look = List.of("go", "-C", go.toString(), "mod", "download");
        requireRight(look, "the module github.com/miekg/pkcs11 cannot be had here");
        List<String> command = new ArrayList<>(List.of("go", "-C", go.toString(), "run", "."));
        command.addAll(List.of(library.toString(), pin()));
        assertThat(Programs.runWell(directory, daemon.environment(), command))
                .endsWith("all right\n");
    }

    private String script(String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", PROGRAMS.resolve(name).toString()));
        command.addAll(List.of(library.toString(), pin()));
        command.addAll(List.of(more));
        return Programs.runWell(directory, daemon.environment(), command);
    }

    private static void requireAll(String... programs) {
        for (String program : programs) {
            Programs.require(program);
        }
    }

    private void requireRight(List<String> command, String reason) throws Exception {
        boolean right = Programs.run(directory, Map.of(), command).exitCode() == 0;
        if (!right) {
            System.out.println("left out: " + reason);
        }
        assumeTrue(right, reason);
    }

    private static String freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
