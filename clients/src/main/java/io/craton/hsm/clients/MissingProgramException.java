package io.craton.hsm.clients;

/** A program of this machine is not installed: the trial is left out, and says so. */
public final class MissingProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String program;

    /** By its name. */
    public MissingProgramException(String program, Throwable cause) {
        super(program + " is not installed", cause);
        this.program = program;
    }

    /** Its name. */
    public String program() {
        return program;
    }
}
