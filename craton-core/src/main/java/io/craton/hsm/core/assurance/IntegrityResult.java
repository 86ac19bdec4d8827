package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.Causes;
import java.nio.file.Path;

/**
 * What was found out about the files of the module.
 *
 * @param status the verdict
 * @param message which files, and what is wrong with them
 */
public record IntegrityResult(Status status, String message) {
    /** The verdicts. */
    public enum Status {
        /** Every file is what it was when the integrity file was written. */
        OK("ok"),
        /** There is no integrity file, or the module does not run from jars. */
        NOT_CONFIGURED("not configured"),
        /** A file differs, is missing, or is not covered. */
        FAILED("failed");

        private final String words;

        Status(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static IntegrityResult ok(String message) {
        return new IntegrityResult(Status.OK, message);
    }

    static IntegrityResult notConfigured() {
        return new IntegrityResult(
                Status.NOT_CONFIGURED,
                "there is no "
                        + IntegrityTool.FILE_NAME
                        + " beside the module's jars; `craton-hsm integrity write --directory DIR` makes it in their"
                        + " directory");
    }

    static IntegrityResult notConfigured(Path file, String sidecar) {
        return new IntegrityResult(
                Status.NOT_CONFIGURED,
                "there is no "
                        + sidecar
                        + " beside "
                        + file
                        + "; `craton-hsm integrity write --directory DIR` makes it in its directory");
    }

    static IntegrityResult notJars() {
        return new IntegrityResult(
                Status.NOT_CONFIGURED,
                "the module does not run from jar files, and there is nothing that "
                        + IntegrityTool.FILE_NAME
                        + " could be compared with; run it from the release's jars after `craton-hsm integrity write`");
    }

    static IntegrityResult failed(String message) {
        return new IntegrityResult(Status.FAILED, message);
    }

    static IntegrityResult failed(HsmException reason) {
        return failed(Causes.of(reason));
    }

    /** Whether the module may start: without a file only if none is required (decision B15). */
    public boolean acceptable(boolean required) {
        return status == Status.OK || (status == Status.NOT_CONFIGURED && !required);
    }
}
