package io.craton.hsm.cli.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code --passphrase} and its other forms: what opens an encrypted file. */
public final class PassphraseOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Choice choice;

    /** Where it comes from; null to ask for it. */
    @Nullable SecretSource source() {
        return choice == null ? null : choice.source();
    }

    /** One of the forms. */
    static final class Choice {
        @Option(
                names = "--passphrase",
                paramLabel = "TEXT",
                description =
                        "What opens an encrypted file. Other users of the machine can see it in the process list.")
        private @Nullable String text;

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "A file whose first line is that passphrase.")
        private @Nullable Path file;

        @Option(
                names = "--passphrase-env",
                paramLabel = "NAME",
                description = "An environment variable that holds that passphrase.")
        private @Nullable String variable;

        @Option(
                names = "--passphrase-stdin",
                description =
                        "Read that passphrase as one line from standard input, behind the PIN if that comes from there, too.")
        private boolean stdin;

        @Nullable SecretSource source() {
            return SecretReader.source(text, file, variable, stdin);
        }
    }
}
