package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.provider.container.ServerToken;
import io.craton.hsm.provider.container.TomcatTokenListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tomcat 10.1 serves TLS 1.2 and 1.3 with keys in a token on disk that our listener opens. It runs
 * in a JVM whose class path has it in place of Tomcat 11, against which everything is compiled.
 */
@Tag("ecosystem")
class Tomcat10Client {
    /** Filled by the Maven profile ecosystem. */
    private static final Path JARS = Path.of("target", "tomcat10").toAbsolutePath();

    @Tag("S3-24")
    @Test
    void listenerTypeProviderAndFileNone(@TempDir Path directory) throws Exception {
        DiskToken token = new DiskToken(directory);
        Path pin = Files.writeString(directory.resolve("pin"), new String(TestToken.PIN) + "\n");

        DiskToken.Result result =
                token.javaOn(
                        classPath(),
                        List.of(),
                        Program.class.getName(),
                        token.config().toString(),
                        pin.toString(),
                        directory.toString());

        assertThat(result.output())
                .contains("server: 10.1.")
                .contains("listener's interface from: " + JARS)
                .contains("TLSv1.2: served by Tomcat")
                .contains("TLSv1.3: served by Tomcat")
                .endsWith("provider after stop: null, entries: 2\n");
        assertThat(result.exit()).isZero();
    }

    /** That of the tests, with Tomcat 10.1 in place of Tomcat 11. */
    private static String classPath() throws IOException {
        assertThat(JARS).as("Tomcat 10.1, which -Pecosystem puts there").isDirectory();
        List<String> entries = new ArrayList<>();
        try (Stream<Path> jars = Files.list(JARS)) {
            jars.map(Path::toString).forEach(entries::add);
        }
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("tomcat-"))
                .forEach(entries::add);
        return String.join(File.pathSeparator, entries);
    }

    /** What runs in the other JVM: configuration, PIN file, directory. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[2]);
            System.out.println("server: " + ServerInfo.getServerNumber());
            System.out.println(
                    "listener's interface from: "
                            + Path.of(
                                    LifecycleListener.class
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI()));
            List<X509Certificate> certificates = makeKeys(arguments[0], arguments[1]);
            TomcatTokenListener listener = new TomcatTokenListener();
            listener.setConfiguration(arguments[0]);
            listener.setPinFile(arguments[1]);
            Tomcat tomcat = TomcatClient.prepare(directory, host());
            tomcat.getServer().addLifecycleListener(listener);
            tomcat.start();
            try {
                int port = tomcat.getConnector().getLocalPort();
                for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    // The client's preference decides between the two certificates.
                    String page =
                            TomcatClient.either(
                                    port, protocol, certificates.get(1), certificates.get(0));
                    System.out.println(protocol + ": " + page);
                }
            } finally {
                tomcat.stop();
                tomcat.destroy();
            }
            System.out.println(
                    "provider after stop: "
                            + Security.getProvider("CratonHSM")
                            + ", entries: "
                            + entries(arguments[0], arguments[1]));
        }

        private static SSLHostConfig host() {
            SSLHostConfig host = new SSLHostConfig();
            host.setProtocols("TLSv1.2+TLSv1.3");
            host.addCertificate(
                    TomcatClient.certificate(
                            host, SSLHostConfigCertificate.Type.RSA, "rsa", "CratonHSM"));
            host.addCertificate(
                    TomcatClient.certificate(
                            host, SSLHostConfigCertificate.Type.EC, "ec", "CratonHSM"));
            return host;
        }

        /** As somebody would with keytool, before the server is there. */
        private static List<X509Certificate> makeKeys(String configuration, String pinFile)
                throws Exception {
            ServerToken token = started(configuration, pinFile);
            try {
                KeyStore keyStore = keyStore();
                return List.of(
                        TlsParty.server(
                                keyStore, keyStore.getProvider(), "rsa", "RSA", "SHA256withRSA"),
                        TlsParty.server(
                                keyStore, keyStore.getProvider(), "ec", "EC", "SHA256withECDSA"));
            } finally {
                token.stop();
            }
        }

        /** Opens the store as the next process would, and counts: nothing has been copied. */
        private static int entries(String configuration, String pinFile) throws Exception {
            ServerToken token = started(configuration, pinFile);
            try {
                return keyStore().size();
            } finally {
                token.stop();
            }
        }

        private static ServerToken started(String configuration, String pinFile) {
            ServerToken token = new ServerToken();
            token.setConfiguration(configuration);
            token.setPinFile(pinFile);
            token.start();
            return token;
        }

        private static KeyStore keyStore() throws Exception {
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", "CratonHSM");
            keyStore.load(null, null);
            return keyStore;
        }
    }
}
