package io.craton.hsm.clients;

import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeysProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A trial whose token has one key with a certificate, under the alias {@value #ALIAS}. The provider
 * is installed, last in the list; {@value #KEYS_FIRST} puts that of keys alone before all others.
 */
public final class UsedToken extends TrialPlace {
    /** Of the key in the token. */
    public static final String ALIAS = "server";

    /** The system property that puts the provider of keys alone at the first place of the list. */
    public static final String KEYS_FIRST = "keys.first";

    private final String pin;
    private final Provider provider;

    UsedToken(Path directory) throws IOException {
        super(directory);
        this.pin = Files.readString(file("pin"));
        CratonHsmProvider installed = new CratonHsmProvider();
        this.provider = installed;
        Security.addProvider(installed);
        if (Boolean.getBoolean(KEYS_FIRST)) {
            Security.insertProviderAt(new CratonKeysProvider(installed), 1);
        }
    }

    /** The user's. */
    public String pin() {
        return pin;
    }

    /** Ours. */
    public Provider provider() {
        return provider;
    }

    /** A file that stands for the token, for whoever wants a file. */
    public Path reference() {
        return file("token.ref");
    }

    /** The token's. */
    public KeyStore keyStore() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM");
        keyStore.load(null, pin.toCharArray());
        return keyStore;
    }

    /** The key. */
    public PrivateKey key() throws Exception {
        return (PrivateKey) keyStore().getKey(ALIAS, null);
    }

    /** Its certificate and its authority's. */
    public List<X509Certificate> chain() throws Exception {
        return Arrays.stream(keyStore().getCertificateChain(ALIAS))
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** Sets the newer certificate of the key. */
    public void renew() throws Exception {
        X509Certificate[] chain = {renewed(), authority()};
        keyStore().setKeyEntry(ALIAS, key(), null, chain);
    }

    /** TLS with the key. */
    public SSLContext tls() throws Exception {
        return tls(keyStore(), pin.toCharArray());
    }

    /** Runs a tool of the JDK, such as keytool, with the provider on its class path. */
    public String tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of("-J-cp", "-J" + System.getProperty("java.class.path")));
        for (String property : List.of("craton.hsm.config", "craton.hsm.home")) {
            command.add("-J-D" + property + "=" + System.getProperty(property));
        }
        command.addAll(List.of("-addprovider", provider.getName()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Tells the judge the port of a server, and waits until he is done. */
    public void serve(int port) throws IOException, InterruptedException {
        say("port", Integer.toString(port));
        await("verdict");
    }

    /** Serves a page with the sockets of a TLS engine, until the judge is done. */
    public void servePage(SSLContext tls) throws IOException, InterruptedException {
        ServerSocket server = tls.getServerSocketFactory().createServerSocket(0);
        Thread thread = new Thread(() -> answerAll(server));
        thread.setDaemon(true);
        thread.start();
        serve(server.getLocalPort());
    }

    private static void answerAll(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                Judges.answer(socket);
            } catch (IOException e) {
                System.err.println("a connection ended with " + e);
            }
        }
    }
}
