package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Environment;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Terminal;
import io.craton.hsm.cli.error.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does once what commands do, so that an archive of the program's classes has what they need: for
 * {@code integrity archive}, which runs it in an empty directory. The token and its PINs are gone
 * with that.
 */
final class Training {
    private static final String SO_PIN = "training-so-pin";
    private static final String PIN = "training-user-pin";
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("--version"),
                    List.of("--help"),
                    List.of("token", "init", "--label", "training", "--pin", SO_PIN),
                    List.of("pin", "init", "--pin", SO_PIN, "--new-pin", PIN),
                    List.of("token", "info"),
                    List.of("token", "list", "--json"),
                    List.of("status"),
                    generate("ec", "ec:p256"),
                    generate("rsa", "rsa:2048"),
                    generate("aes", "aes:256"),
                    List.of("key", "list", "--pin", PIN),
                    List.of("key", "info", "--label", "ec", "--pin", PIN),
                    List.of("key", "csr", "--label", "ec", "--subject", "CN=t", "--pin", PIN),
                    List.of("cert", "list"),
                    sign("ec"),
                    verify("ec"),
                    sign("rsa"),
                    verify("rsa"),
                    cipher("encrypt", "data", "data.enc"),
                    cipher("decrypt", "data.enc", "data.dec"),
                    List.of("random", "--length", "8"),
                    List.of("audit", "verify-chain"),
                    List.of("audit", "tail"),
                    List.of("backup", "--pin", SO_PIN, "--output", "backup"),
                    List.of("config", "show"),
                    List.of("doctor"));

    private Training() {}

    private static List<String> generate(String label, String type) {
        return List.of("key", "generate", "--type", type, "--label", label, "--pin", PIN);
    }

    private static List<String> sign(String key) {
        return List.of(
                "sign", "--key", key, "--input", "data", "--output", key + ".sig", "--pin", PIN);
    }

    private static List<String> verify(String key) {
        return List.of("verify", "--key", key, "--input", "data", "--signature", key + ".sig");
    }

    private static List<String> cipher(String command, String input, String output) {
        return List.of(command, "--key", "aes", "--input", input, "--output", output, "--pin", PIN);
    }

    /** Nobody is asked. */
    private record Nobody() implements Terminal {
        @Override
        public boolean interactive() {
            return false;
        }

        @Override
        public boolean outputIsTerminal() {
            return false;
        }

        @Override
        public boolean errorIsTerminal() {
            return false;
        }

        @Override
        public int columns() {
            return Integer.MAX_VALUE;
        }

        @Override
        public byte @Nullable [] readSecret(String prompt) {
            return null;
        }

        @Override
        public @Nullable String readLine(String prompt) {
            return null;
        }
    }

    /** Runs all of it in the working directory. */
    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of("data"), "data");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (List<String> command : COMMANDS) {
            int code = run(out, command);
            boolean isDoctor = command.contains("doctor");
            if (code != ExitCode.DONE.code() && !isDoctor) {
                out.println("'" + String.join(" ", command) + "' ended with " + code);
                System.exit(code);
            }
        }
    }

    private static int run(PrintStream out, List<String> command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Io io =
                new Io(
                        InputStream.nullInputStream(),
                        Io.standardOutput(new ByteArrayOutputStream()),
                        Io.standardError(err),
                        Environment.of(Map.of()),
                        new Nobody());
        int code = RootCommand.run(io, command.toArray(String[]::new));
        if (code != ExitCode.DONE.code()) {
            out.println(err.toString(StandardCharsets.UTF_8).strip());
        }
        return code;
    }
}
