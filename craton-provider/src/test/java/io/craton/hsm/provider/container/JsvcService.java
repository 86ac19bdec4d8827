package io.craton.hsm.provider.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.HexFormat;

/**
 * A service for {@code jsvc}, which calls these four methods by name; it writes down what it did.
 */
public final class JsvcService {
    private final ServerToken token = new ServerToken();
    private Path journal;

    /** Takes the configuration, the file with the PIN, and the file to write to. */
    public void init(String[] arguments) {
        token.setConfiguration(arguments[0]);
        token.setPinFile(arguments[1]);
        journal = Path.of(arguments[2]);
    }

    /** Opens the token and signs. */
    public void start() throws Exception {
        token.start();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "CratonHSM");
        generator.initialize(256);
        Signature signature = Signature.getInstance("SHA256withECDSA", "CratonHSM");
        signature.initSign(generator.generateKeyPair().getPrivate());
        signature.sign();
        byte[] random = new byte[16];
        SecureRandom.getInstance("CratonHSM", "CratonHSM").nextBytes(random);
        note("serving " + self() + " " + HexFormat.of().formatHex(random));
    }

    /** Gives the token back. */
    public void stop() throws IOException {
        token.stop();
        note("stopped " + self());
    }

    /** Nothing is left to do. */
    public void destroy() {
        token.stop();
    }

    // From the operating system: the runtime's own answer may be that of another process.
    private static String self() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self")).toString();
    }

    private void note(String line) throws IOException {
        Files.writeString(
                journal, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
