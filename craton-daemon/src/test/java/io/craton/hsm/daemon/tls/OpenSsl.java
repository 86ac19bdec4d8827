package io.craton.hsm.daemon.tls;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code openssl}, without which these tests are skipped. */
final class OpenSsl {
    private OpenSsl() {}

    /** What it prints. */
    static String run(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            return abort("there is no openssl to test with");
        }
        try (OutputStream in = process.getOutputStream()) {
            in.write("who\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended already: it does not read.
        }
        try {
            byte[] said = process.getInputStream().readAllBytes();
            process.waitFor(20, TimeUnit.SECONDS);
            return new String(said, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What {@code s_client} says of a server, with the certificate of the place's client. */
    static String client(Path directory, TlsPlace place, int port, String... more)
            throws Exception {
        place.client().writeTo(directory, "client");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-cert",
                                "client.pem",
                                "-key",
                                "client.key",
                                "-CAfile",
                                "ca.pem"));
        if (!List.of(more).contains("-alpn")) {
            arguments.addAll(List.of("-alpn", "h2"));
        }
        arguments.addAll(List.of(more));
        return run(directory, arguments.toArray(String[]::new));
    }
}
