package io.craton.hsm.benchmarks.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program in C that makes calls when it is told, and says what they took; with a server, whose
 * processor time counts, too.
 */
final class NativeWorker implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final Writer words;
    private final @Nullable ServerProcess server;

    private NativeWorker(Process process, @Nullable ServerProcess server) {
        this.process = process;
        this.server = server;
        said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        words = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it, and waits until it is ready. */
    static NativeWorker start(
            List<String> command, Map<String, String> environment, @Nullable ServerProcess server)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        NativeWorker worker = new NativeWorker(builder.start(), server);
        worker.answer();
        return worker;
    }

    private String answer() throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("a program of the benchmark has ended");
        }
        return line;
    }

    /** Nanoseconds of one call: processor time of client and server, and wall time. */
    Cost call(String operation, long count) throws IOException {
        long before = ofServer();
        words.write(operation + " " + count + "\n");
        words.flush();
        String[] nanos = answer().split(" ");
        double times = count;
        return new Cost(
                Long.parseLong(nanos[0]) / times,
                (ofServer() - before) / times,
                Long.parseLong(nanos[1]) / times);
    }

    private long ofServer() {
        return server == null ? 0 : server.processorTime().toNanos();
    }

    @Override
    public void close() throws IOException {
        words.close();
        process.destroy();
    }
}
