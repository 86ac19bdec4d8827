package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Programs.requireRight(directory, look, "python3 has no python-pkcs11 here");
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
        requireEngine();
        script("key.sh");
        assertThat(script("openssl.sh", freePort())).contains("cert.pem: OK", "TLSv1.3, Cipher is");
    }

    @Test
    void sshAgent() throws Exception {
        requireAll("ssh-agent", "ssh-add", "ssh-keygen", "pkcs11-tool");
        script("key.sh");
        assertThat(script("ssh.sh")).contains("Good \"file\" signature for me");
    }

    /** OpenSSL 3 with a key in a provider: certificate, request, signature, TLS at both ends. */
    @Test
    void opensslProvider() throws Exception {
        requireAll("openssl", "pkcs11-tool");
        String module = provider();
        script("key.sh");
        assertThat(script("provider.sh", freePort(), module))
                .contains("cert.pem: OK", "self-signature verify OK", "Verified OK")
                .contains("TLSv1.3, Cipher is");
    }

    @Test
    void nginx() throws Exception {
        requireAll("openssl", "curl", "nginx", "pkcs11-tool");
        requireEngine();
        script("key.sh");
        assertThat(script("nginx.sh", freePort())).contains("served by nginx");
    }

    @Test
    void sshd() throws Exception {
        requireAll("ssh-agent", "ssh-add", "ssh", "pkcs11-tool");
        Programs.requireFile("/usr/sbin/sshd", "openssh-server");
        script("key.sh");
        assertThat(script("sshd.sh", freePort())).contains("known by the key of the token");
    }

    @Test
    void nss() throws Exception {
        requireAll("certutil", "modutil", "openssl", "pkcs11-tool");
        script("key.sh");
        assertThat(script("nss.sh")).contains("token: native", "native:made", "made.pem: OK");
    }

    @Test
    void gnupg() throws Exception {
        requireAll("gpgsm", "gnupg-pkcs11-scd", "openssl", "pkcs11-tool");
        requireEngine();
        assertThat(script("gnupg.sh")).contains("Good signature from \"/CN=mail\"");
    }

    @Test
    void p11Kit() throws Exception {
        requireAll("p11-kit", "openssl", "pkcs11-tool");
        Programs.requireRight(
                directory,
                List.of("sh", "-c", "find /usr/lib -name p11-kit-client.so | grep -q ."),
                "there is no p11-kit-client.so here");
        script("key.sh");
        assertThat(script("p11kit.sh")).contains("Private Key Object; EC", "Verified OK");
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
        Programs.requireRight(
                directory, look, "the module github.com/miekg/pkcs11 cannot be had here");
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

    private void requireEngine() throws Exception {
        List<String> look = List.of("openssl", "engine", "pkcs11");
        Programs.requireRight(directory, look, "there is no libengine-pkcs11-openssl here");
    }

    /** The provider's module: the host's, or that of the release of Debian that first had it. */
    private static String provider() throws Exception {
        Path to = NativeLibrary.MODULE.resolve("target/foreign/pkcs11-provider");
        List<String> find = List.of("find", "/usr/lib", to.toString(), "-name", "pkcs11.so");
        Files.createDirectories(to);
        Optional<String> there = modules(find);
        if (there.isEmpty()) {
            String fetch = PROGRAMS.resolve("provider_fetch.sh").toString();
            String reason = "pkcs11-provider cannot be had here";
            Programs.requireRight(to, List.of("sh", fetch, "trixie"), reason);
            there = modules(find);
        }
        return there.orElseThrow();
    }

    private static Optional<String> modules(List<String> find) throws Exception {
        return Programs.run(PROGRAMS, Map.of(), find)
                .output()
                .lines()
                .filter(line -> line.contains("ossl-modules"))
                .findFirst();
    }

    private static void requireAll(String... programs) {
        for (String program : programs) {
            Programs.require(program);
        }
    }

    private static String freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
