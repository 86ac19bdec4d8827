package io.craton.hsm.remote;

import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The other process: controls come at its standard input, and it ends with that. */
public final class ControlledDaemon {
    private final Path directory;
    private final Map<Long, ControlledModule> modules = new HashMap<>();

    private ControlledDaemon(Path directory) {
        this.directory = directory;
    }

    /** Serves until the other end is gone. */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // Whatever else is printed would be an answer.
        System.setOut(System.err);
        Path directory = Files.createTempDirectory("craton-remote");
        try (ObjectInputStream in = new ObjectInputStream(System.in);
                RecordOutput out = new RecordOutput(answers)) {
            out.send(ProcessHandle.current().pid());
            ControlledDaemon daemon = new ControlledDaemon(directory);
            daemon.answerAll(in, out);
        } catch (EOFException e) {
            // All tests have run.
        }
        System.exit(0);
    }

    private void answerAll(ObjectInputStream in, RecordOutput out) throws Exception {
        while (true) {
            out.send(answer((Control) in.readObject()));
        }
    }

    private Control.Outcome answer(Control control) {
        ControlledModule module =
                modules.computeIfAbsent(
                        control.module(),
                        number -> new ControlledModule(directory.resolve(number + ".sock")));
        try {
            return new Control.Outcome(module.perform(control), null);
        } catch (Throwable e) {
            return new Control.Outcome(null, e);
        }
    }
}
