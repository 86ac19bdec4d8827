package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A daemon, as a process of its own, that has the store of a {@link Cli}. */
final class CliDaemon implements AutoCloseable {
    /** What has to stand in the configuration. */
    static final String CONFIGURATION =
            """
            [daemon]
            bind_unix = "hsm.sock"
            login_cooldown_secs = 0
            """;

    private final Process process;
    private final Path socket;

    private CliDaemon(Process process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    /** Starts one and waits until it serves. */
    static CliDaemon start(Cli cli) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.craton.hsm.daemon.DaemonMain",
                        cli.path("craton_hsm.toml").toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CRATON_HSM_HOME", cli.directory().toString());
        Process process = builder.start();
        CliDaemon daemon = new CliDaemon(process, cli.path("hsm.sock"));
        daemon.awaitService();
        return daemon;
    }

    private void awaitService() throws IOException {
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains("serves at")) {
                return;
            }
        }
        throw new AssertionError("the daemon did not begin to serve:\n" + all);
    }

    /** Where it serves, as {@code --connect} takes it. */
    String target() {
        return "unix:" + socket;
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM, which lets calls under way end; waits for nothing. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
