package io.craton.hsm.cli.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --new-pin} and its other forms: the PIN to set. */
public final class NewPinOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Choice choice;

    /** Where the PIN comes from; null to ask for it. */
    @Nullable SecretSource source() {
        return choice == null ? null : choice.source();
    }

    /** One of the forms. */
    static final class Choice {
        @Option(
                names = "--new-pin",
                paramLabel = "PIN",
                description =
                        "The PIN to set. Other users of the machine can see it in the process list.")
        private @Nullable String pin;

        @Option(
                names = "--new-pin-file",
                paramLabel = "FILE",
                description = "A file whose first line is the PIN to set.")
        private @Nullable Path file;

        @Option(
                names = "--new-pin-env",
                paramLabel = "NAME",
                description = "An environment variable that holds the PIN to set.")
        private @Nullable String variable;

        @Option(
                names = "--new-pin-stdin",
                description =
                        "Read the PIN to set as one line from standard input, after that of --pin-stdin.")
        private boolean stdin;

        @Option(
                names = "--new-pin-credential",
                paramLabel = "NAME",
                description =
                        "A credential of systemd that holds the PIN to set: a file in $CREDENTIALS_DIRECTORY.")
        private @Nullable String credential;

        @Option(
                names = "--new-pin-fd",
                paramLabel = "N",
                description = "The number of an open file whose first line is the PIN to set.")
        private @Nullable Integer descriptor;

        @Nullable SecretSource source() {
            if (credential != null) {
                return new SecretSource.Credential(credential);
            }
            if (descriptor != null) {
                return new SecretSource.Descriptor(descriptor);
            }
            return SecretReader.source(pin, file, variable, stdin);
        }
    }
}
