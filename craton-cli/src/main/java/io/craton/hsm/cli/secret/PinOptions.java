package io.craton.hsm.cli.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --pin} and its other forms: the PIN that authenticates. */
public final class PinOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Choice choice;

    /** Where the PIN comes from; null to ask for it. */
    public @Nullable SecretSource source() {
        return choice == null ? null : choice.source();
    }

    /** One of the forms. */
    static final class Choice {
        @Option(
                names = "--pin",
                paramLabel = "PIN",
                description =
                        "The PIN that authenticates. Other users of the machine can see it in the process list.")
        private @Nullable String pin;

        @Option(
                names = "--pin-file",
                paramLabel = "FILE",
                description = "A file whose first line is that PIN.")
        private @Nullable Path file;

        @Option(
                names = "--pin-env",
                paramLabel = "NAME",
                description = "An environment variable that holds that PIN.")
        private @Nullable String variable;

        @Option(
                names = "--pin-stdin",
                description = "Read that PIN as one line from standard input.")
        private boolean stdin;

        @Option(
                names = "--pin-credential",
                paramLabel = "NAME",
                description =
                        "A credential of systemd that holds that PIN: a file in $CREDENTIALS_DIRECTORY.")
        private @Nullable String credential;

        @Option(
                names = "--pin-fd",
                paramLabel = "N",
                description = "The number of an open file whose first line is that PIN.")
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
