package io.craton.hsm.benchmarks.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, with the class path of this one. */
final class ServerProcess implements AutoCloseable {
    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Starts one, and waits until it says that it serves. */
    static ServerProcess start(Path directory, String program, String argument) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program, argument));
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        awaitService(process);
        return new ServerProcess(process);
    }

    private static void awaitService(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> all = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.add(line);
            if (line.contains("serves at")) {
                return;
            }
        }
        throw new IOException("a server did not begin to serve: " + String.join("\n", all));
    }

    /** The processor time of all its threads until now; Linux counts it in steps of 10 ms. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
