package io.craton.hsm.cli.secret;

import java.nio.file.Path;

/** Where a PIN comes from, if not from a prompt. */
public sealed interface SecretSource {
    /**
     * The command line itself, which other users of the machine can see.
     *
     * @param text the PIN
     */
    record Argument(String text) implements SecretSource {
        @Override
        public String toString() {
            return "Argument[hidden]";
        }
    }

    /**
     * The first line of a file.
     *
     * @param path the file
     */
    record File(Path path) implements SecretSource {}

    /**
     * An environment variable.
     *
     * @param variable its name
     */
    record Environment(String variable) implements SecretSource {}

    /** The next line of standard input. */
    record Stdin() implements SecretSource {}
}
