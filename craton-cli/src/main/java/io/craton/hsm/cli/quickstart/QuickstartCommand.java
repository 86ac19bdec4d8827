package io.craton.hsm.cli.quickstart;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quickstart}. */
@Command(
        name = "quickstart",
        description = {
            "Show the product at work: make a token with keys, sign and encrypt a file, serve HTTPS, close,"
                    + " open again, and check everything with somebody else's cryptography.",
            "It has a token of its own, with PINs of its own that it prints: not for production."
        })
public final class QuickstartCommand extends CratonCommand {
    /** Where the source tree is; the script at its root says so. */
    static final String SOURCE_TREE = "CRATON_HSM_SOURCE";

    private static final int LIMIT = 1 << 24;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "What to sign and encrypt, at most 16 MiB; by default the README of the source tree, or a text of the program's own outside of it.")
    private @Nullable String file;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where to keep the token, to look at it afterwards; by default it is temporary. The token of"
                            + " an earlier quickstart in there is made anew.")
    private @Nullable Path directory;

    @Override
    protected void run() throws IOException {
        Input input = input();
        Path place = place();
        boolean colour =
                !output().json()
                        && Colour.wanted(io().environment(), io().terminal().outputIsTerminal());
        Steps steps = new Steps(output(), colour);
        long start = System.nanoTime();
        String failure = null;
        try {
            steps.heading("Craton HSM quickstart");
            steps.note("file       " + input.name + ", " + input.content.length() + " bytes");
            String kept = directory == null ? " (temporary; --directory DIR keeps it)" : "";
            steps.note("directory  " + place + kept);
            new Tour(steps, place, input.content.copy(), input.name).run();
        } catch (UncheckedIOException e) {
            // Nobody sees the steps.
            throw e;
        } catch (Exception e) {
            failure = Steps.message(e);
        } finally {
            if (directory == null) {
                delete(place);
            }
        }
        finish(steps, input, place, failure, (System.nanoTime() - start) / 1_000_000);
    }

    private Path place() throws IOException {
        if (directory == null) {
            return Files.createTempDirectory("craton-quickstart-");
        }
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            return Files.createDirectories(absolute);
        } catch (FileAlreadyExistsException e) {
            throw CliException.failed(absolute + " is a file; --directory takes a directory");
        }
    }

    private void finish(
            Steps steps, Input input, Path place, @Nullable String failure, long millis) {
        if (output().json()) {
            Map<String, @Nullable Object> result = new LinkedHashMap<>();
            result.put("ok", failure == null);
            result.put("file", input.name);
            result.put("file_bytes", input.content.length());
            result.put("directory", directory == null ? null : place.toString());
            result.put("java", Runtime.version().toString());
            result.put("milliseconds", millis);
            result.put("steps", steps.json());
            output().result(result, List.of());
        }
        if (failure != null) {
            throw CliException.afterResult(
                    ExitCode.FAILED,
                    "the quickstart stopped at step " + steps.json().size() + ": " + failure);
        }
        steps.heading(
                "All "
                        + steps.json().size()
                        + " steps done in "
                        + millis
                        + " ms on Java "
                        + Runtime.version().feature()
                        + ".");
        if (directory != null) {
            String list = spec().root().name() + " key list --pin " + DemoToken.USER_PIN;
            String others = "'audit verify-chain', 'token info'.";
            steps.note("Look around: cd " + place + ", then '" + list + "', " + others);
        }
    }

    /**
     * What is signed.
     *
     * @param name its name
     * @param content its bytes
     */
    private record Input(String name, Bytes content) {}

    private Input input() throws IOException {
        if (file != null) {
            String name = file.equals("-") ? "standard input" : Path.of(file).getFileName() + "";
            return new Input(name, Bytes.of(DataFile.read(io(), file, LIMIT)));
        }
        Path readme = Path.of(io().environment().getOrDefault(SOURCE_TREE, ""), "README.md");
        if (io().environment().get(SOURCE_TREE) != null && Files.isRegularFile(readme)) {
            return new Input("README.md", Bytes.of(Files.readAllBytes(readme)));
        }
        try (InputStream in = QuickstartCommand.class.getResourceAsStream("quickstart.txt")) {
            if (in == null) {
                throw new IOException("the built-in text is missing from the program");
            }
            return new Input("the built-in text", Bytes.of(in.readAllBytes()));
        }
    }

    private static void delete(Path place) throws IOException {
        Files.walkFileTree(
                place,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(path);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path path, @Nullable IOException error) throws IOException {
                        if (error != null) {
                            throw error;
                        }
                        Files.delete(path);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
