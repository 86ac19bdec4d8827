package io.craton.hsm.clients;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The directory of one trial. It has the certificate of the token's key ({@code leaf.pem}, with its
 * authority {@code chain.pem}), the authority alone ({@code ca.pem}, {@code trust.p12}), a key
 * outside of the token for the other party ({@code other.p12}, {@code other.pem}, {@code
 * other.key}), and whatever the two programs leave for each other.
 */
public class TrialPlace {
    /** Of the PKCS#12 files. */
    public static final String PASSWORD = "changeit";

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path directory;

    /** The trial in this directory. */
    public TrialPlace(Path directory) {
        this.directory = directory;
    }

    /** A file by its name. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** Leaves a word for the other program, which {@link #await} gets. */
    public void say(String name, String word) throws IOException {
        Path draft = Files.writeString(file(name + ".draft"), word);
        Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits for a word of the other program, for four minutes at most. */
    public String await(String name) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!Files.exists(file(name))) {
            if (Instant.now().isAfter(end)) {
                throw new IOException("the other program did not say its " + name);
            }
            Thread.sleep(20);
        }
        return Files.readString(file(name));
    }

    /** The port that a server has said. */
    public int port() throws IOException, InterruptedException {
        return Integer.parseInt(await("port"));
    }

    /** One that nobody listens at, for servers that want to be told theirs. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** That of the token's key. */
    public X509Certificate certificate() throws Exception {
        return certificate("leaf.pem");
    }

    /** A newer one of the same key. */
    public X509Certificate renewed() throws Exception {
        return certificate("renewed.pem");
    }

    /** The token's public key, in DER: of keys that have no certificate too. */
    public byte[] publicKey() throws IOException {
        return Files.readAllBytes(file("public.der"));
    }

    /** That which issued it. */
    public X509Certificate authority() throws Exception {
        return certificate("ca.pem");
    }

    private X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(file(name))) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(in);
        }
    }

    /** A key store with the authority. */
    public KeyStore trust() throws Exception {
        return software("trust.p12");
    }

    /** A key store with a key that is not in the token, {@code other}, for localhost. */
    public KeyStore other() throws Exception {
        return software("other.p12");
    }

    private KeyStore software(String name) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(name))) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        return keyStore;
    }

    /** TLS of the other party: its own key, and trust in the authority. */
    public SSLContext otherTls() throws Exception {
        return tls(other(), PASSWORD.toCharArray());
    }

    /** TLS with the keys of a key store, and trust in the authority. */
    public SSLContext tls(KeyStore keys, char[] password) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trustManagers().getTrustManagers(), null);
        return context;
    }

    /** Trust in the authority. */
    public TrustManagerFactory trustManagers() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trust());
        return factory;
    }

    /**
     * Runs a program of this machine in the directory.
     *
     * @return what it printed
     * @throws MissingProgramException if it is not installed
     * @throws IOException if it ends with anything but 0; with what it printed
     */
    public String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        Process process = start(builder.directory(directory.toFile()).redirectErrorStream(true));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(command[0] + " ended with " + exit + ":\n" + output);
        }
        return output;
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new MissingProgramException(builder.command().get(0), e);
        }
    }

    /** Throws if the condition does not hold. */
    public static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("not so: " + what);
        }
    }
}
