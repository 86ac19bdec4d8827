package io.craton.hsm.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client of a daemon in a process of its own. */
final class ClientProcess {
    private final Process process;

    private ClientProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a program with the class path of the tests.
     *
     * @param heap how much memory its objects have, as {@code -Xmx} says it
     */
    static ClientProcess start(String heap, Class<?> program, Path socket) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-Dslf4j.internal.verbosity=ERROR"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(program.getName(), socket.toString()));
        return new ClientProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /**
     * Waits until it has ended.
     *
     * @return what it printed
     * @throws AssertionError with what it printed, if it failed
     */
    String end() throws IOException, InterruptedException {
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            if (process.exitValue() != 0) {
                throw new AssertionError("a client failed:\n" + said);
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
