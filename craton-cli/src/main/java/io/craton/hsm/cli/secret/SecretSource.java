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

    /**
     * A credential that systemd has given the service.
     *
     * @param name its name, which is that of a file in {@code $CREDENTIALS_DIRECTORY}
     */
    record Credential(String name) implements SecretSource {}

    /**
     * A file that is open already.
     *
     * @param descriptor its number
     */
    record Descriptor(int descriptor) implements SecretSource {}

    /** The next line of standard input. */
    record Stdin() implements SecretSource {}
}
