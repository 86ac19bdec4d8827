package io.craton.hsm.cli.console;

import org.jspecify.annotations.Nullable;

/** Somebody who can be asked. */
public interface Terminal {
    /** Whether there is somebody. */
    boolean interactive();

    /** Whether standard output is a terminal. */
    boolean outputIsTerminal();

    /** Whether standard error is a terminal. */
    boolean errorIsTerminal();

    /**
     * How wide standard output is, in characters; {@link Integer#MAX_VALUE} if it is no terminal.
     */
    int columns();

    /**
     * Asks for a secret, without echo.
     *
     * @return what was typed in UTF-8, without the line end; null at the end of the input
     */
    byte @Nullable [] readSecret(String prompt);

    /** Asks for a line; null at the end of the input. */
    @Nullable String readLine(String prompt);
}
