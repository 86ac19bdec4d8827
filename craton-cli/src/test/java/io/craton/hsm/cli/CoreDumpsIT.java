package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command with the token open leaves no core dump behind, where the system lets it. */
class CoreDumpsIT {
    @TempDir Path directory;

    @Test
    @Tag("S2-30")
    void commandWithTheTokenOpen_hasNoCoreDumps() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
        assumeTrue(Runtime.version().feature() >= 22, "Java 17 has no way to the C library");
        Cli cli = Cli.withToken(directory);
        assumeTrue(Cli.succeeds("prlimit", "--version"), "no prlimit to raise the limit with");
        Path fifo = directory.resolve("data");
        assumeTrue(Cli.succeeds("mkfifo", fifo.toString()), "no mkfifo");
        cli.run("key", "generate", "--type", "aes:256", "--label", "k", "--pin", Cli.USER_PIN)
                .done();
        List<String> command = new ArrayList<>(List.of("prlimit", "--core=1000000:unlimited"));
        command.addAll(
                Cli.command(
                        "encrypt",
                        "--key",
                        "k",
                        "--pin",
                        Cli.USER_PIN,
                        "--input",
                        fifo.toString(),
                        "--output",
                        directory.resolve("out").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile()).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("log").toFile());
        Process process = builder.start();
        try {
            // It opens the token and then waits for somebody to write into the pipe.
            String core = "";
            for (int i = 0; i < 1_200 && process.isAlive() && !core.contains(" 0 "); i++) {
                Thread.sleep(100);
                core = coreLimit(process.pid());
            }
            assertThat(core).as(Files.readString(directory.resolve("log"))).contains(" 0 ");
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static String coreLimit(long id) throws IOException {
        List<String> lines =
                Files.readAllLines(
                        Path.of("/proc", Long.toString(id), "limits"), StandardCharsets.UTF_8);
        return lines.stream()
                .filter(line -> line.startsWith("Max core file size"))
                .findFirst()
                .orElse("");
    }
}
