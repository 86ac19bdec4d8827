package io.craton.hsm.clients;

/** A program of this machine is not installed: the trial is left out, and says so. */
public final class MissingProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** By the name of the package that has it. */
    public MissingProgramException(String name, Throwable cause) {
        super(name, cause);
    }

    /** The same, where nothing was tried. */
    public MissingProgramException(String name) {
        super(name);
    }
}
