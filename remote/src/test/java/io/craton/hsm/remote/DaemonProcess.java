package io.craton.hsm.remote;

import io.craton.hsm.testkit.Repository;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The {@link ControlledDaemon} of this run, as a child process. */
final class DaemonProcess {
    private static final Path TARGET = Repository.file("remote/target");

    /** The one of this run; it ends with it. */
    static final DaemonProcess OF_THIS_RUN = start();

    private final RecordOutput out;
    private final ObjectInputStream in;
    private final long id;
    private final AtomicLong modules = new AtomicLong();

    private DaemonProcess(RecordOutput out, ObjectInputStream in) throws Exception {
        this.out = out;
        this.in = in;
        this.id = (Long) in.readObject();
    }

    private static DaemonProcess start() {
        try {
            String dependencies = Files.readString(TARGET.resolve("daemon-classpath.txt")).strip();
            String classPath = TARGET.resolve("test-classes") + File.pathSeparator + dependencies;
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            List<String> command =
                    List.of(java, "-Xmx1g", "-cp", classPath, ControlledDaemon.class.getName());
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(TARGET.resolve("daemon.log").toFile())
                            .start();
            RecordOutput out = new RecordOutput(process.getOutputStream());
            out.flush();
            return new DaemonProcess(out, new ObjectInputStream(process.getInputStream()));
        } catch (Exception e) {
            throw new IllegalStateException("the daemon of the tests does not start", e);
        }
    }

    /** The number of its process. */
    long id() {
        return id;
    }

    /** A number for a module. */
    long nextModule() {
        return modules.incrementAndGet();
    }

    /** Asks something of a module; fails as it fails there. */
    synchronized Object call(Control control) throws Throwable {
        Control.Outcome outcome;
        try {
            out.send(control);
            outcome = (Control.Outcome) in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException("the daemon of the tests is gone", e);
        }
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.result();
    }
}
