package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.cli.console.Environment;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Lines;
import io.craton.hsm.cli.console.Printer;
import io.craton.hsm.cli.console.Terminal;
import io.craton.hsm.cli.error.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs commands in a directory of its own, as an administrator would: in this process, because
 * starting a hundred Java machines takes minutes, or after {@link #asProcess} the real jar.
 */
final class Cli {
    static final String SO_PIN = "so-pin-73915";
    static final String USER_PIN = "user-pin-28460";
    static final Path JAR = Path.of("target", "craton-hsm.jar").toAbsolutePath();
    private static final long HANG_SECONDS = 240;

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();
    private boolean process;
    private boolean full;

    /**
     * What a run came to.
     *
     * @param code the exit code
     * @param out standard output
     * @param err standard error
     */
    record Result(int code, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        Result exits(ExitCode expected) {
            assertThat(code)
                    .as("exit code of a run that printed %s%s", text(), err)
                    .isEqualTo(expected.code());
            return this;
        }

        Result done() {
            return exits(ExitCode.DONE);
        }
    }

    private Cli(Path directory) {
        this.directory = directory;
    }

    /** A directory with a configuration whose PINs cost as little as is allowed, and no token. */
    static Cli in(Path directory) throws IOException {
        return in(directory, "");
    }

    /** The same with further lines in the configuration. */
    static Cli in(Path directory, String configuration) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("craton_hsm.toml");
        Files.writeString(file, "[security]\npbkdf2_iterations = 100000\n" + configuration);
        file.toFile().setWritable(true, true);
        return new Cli(directory);
    }

    /** The same with a token and both its PINs. */
    static Cli withToken(Path directory) throws IOException {
        Cli cli = in(directory);
        cli.initialise("Test Token");
        return cli;
    }

    Cli initialise(String label) {
        run("token", "init", "--label", label, "--pin", SO_PIN).done();
        run("pin", "init", "--pin", SO_PIN, "--new-pin", USER_PIN).done();
        return this;
    }

    /** From now on every run is a process of its own. */
    Cli asProcess() {
        process = true;
        return this;
    }

    /** Standard output as it is on a disk without room, as {@code /dev/full} is. */
    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    /** Whether standard output cannot be written. */
    Cli outputFull(boolean cannotBeWritten) {
        full = cannotBeWritten;
        return this;
    }

    Cli environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli withoutEnvironment(String name) {
        environment.remove(name);
        return this;
    }

    Path directory() {
        return directory;
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Result run(String... args) {
        return runWith("", args);
    }

    /** Runs with this on standard input. */
    Result runWith(String stdin, String... args) {
        return runWith(stdin.getBytes(StandardCharsets.UTF_8), args);
    }

    /** Runs with these bytes on standard input. */
    Result runWith(byte[] stdin, String... args) {
        return process ? process(java(args), stdin) : inProcess(stdin, args);
    }

    private Result inProcess(byte[] stdin, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Printer messages = Io.standardError(err);
        InputStream in = new ByteArrayInputStream(stdin);
        Io io =
                new Io(
                        in,
                        Io.standardOutput(full ? new FullDisk() : out),
                        messages,
                        Environment.of(environment),
                        new Nobody(in, messages));
        System.setProperty("craton.hsm.home", directory.toString());
        try {
            return new Result(
                    RootCommand.run(io, args),
                    out.toByteArray(),
                    err.toString(StandardCharsets.UTF_8));
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    /** No terminal: lines come from standard input, prompts go to standard error. */
    private record Nobody(InputStream in, Printer err) implements Terminal {
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
        public byte[] readSecret(String prompt) {
            throw new AssertionError("nobody can be asked " + prompt);
        }

        @Override
        public String readLine(String prompt) {
            err.prompt(prompt);
            try {
                byte[] line = Lines.read(in);
                err.line("");
                return line == null ? null : new String(line, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Runs as the user of the token. */
    Result asUser(String... args) {
        return runWith(USER_PIN + "\n", with(args, "--pin-stdin"));
    }

    /** Runs on a terminal where somebody answers each prompt that comes. */
    Result onTerminal(List<String> promptsAndAnswers, String... args) {
        return onTerminal("terminal.py", promptsAndAnswers, args);
    }

    /** The same with another script of what is typed. */
    Result onTerminal(String script, List<String> promptsAndAnswers, String... args) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script(script)));
        command.addAll(promptsAndAnswers);
        command.add("--");
        command.addAll(java(args));
        return process(command, new byte[0]);
    }

    /** Ends a test with a printed reason where there is no pseudo-terminal to be had. */
    static void assumeTerminal() {
        boolean there =
                new java.io.File("/dev/ptmx").exists() && succeeds("python3", "-c", "import pty");
        if (!there) {
            System.out.println(
                    "skipped: there is no python3 with a pseudo-terminal to answer prompts on");
        }
        Assumptions.assumeTrue(there, "no pseudo-terminal");
    }

    static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String script(String name) {
        try (InputStream in = Cli.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] with(String[] args, String more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static List<String> java(String... args) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                // Most commands end before the better compiler has paid off.
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-jar",
                                JAR.toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** The command line of a process of its own. */
    static List<String> command(String... args) {
        return java(args);
    }

    /** Runs any command in the directory. */
    Result process(List<String> command, byte[] stdin) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_HSM_"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<byte[]> out = read(process.getInputStream());
            CompletableFuture<byte[]> err = read(process.getErrorStream());
            try (var in = process.getOutputStream()) {
                in.write(stdin);
            } catch (IOException e) {
                // The process did not want its input and has gone; its exit code says why.
                assertThat(e).hasMessageContaining("pipe");
            }
            if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("hangs: " + command);
            }
            return new Result(
                    process.exitValue(),
                    out.join(),
                    new String(err.join(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static CompletableFuture<byte[]> read(InputStream in) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (in) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
