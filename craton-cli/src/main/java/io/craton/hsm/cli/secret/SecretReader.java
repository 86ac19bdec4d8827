package io.craton.hsm.cli.secret;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Lines;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.config.SecretFile;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads PINs from where the command line says, or asks for them. */
public final class SecretReader {
    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

    /** How often somebody is asked for a PIN. */
    private static final int ASKED = 3;

    private final Io io;
    private final Output output;

    /** A reader on these streams. */
    public SecretReader(Io io, Output output) {
        this.io = io;
        this.output = output;
    }

    static @Nullable SecretSource source(
            @Nullable String argument,
            @Nullable Path file,
            @Nullable String variable,
            boolean stdin) {
        if (argument != null) {
            return new SecretSource.Argument(argument);
        }
        if (file != null) {
            return new SecretSource.File(file);
        }
        if (variable != null) {
            return new SecretSource.Environment(variable);
        }
        return stdin ? new SecretSource.Stdin() : null;
    }

    /** What is done with a PIN to find out whether it is right. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Does it.
         *
         * @throws HsmException {@code CKR_PIN_INCORRECT} if it is not
         */
        void with(Secret pin) throws IOException;
    }

    /** The PIN that authenticates, from its options or asked for once. */
    @MustBeClosed
    public Secret pin(PinOptions options, String prompt) {
        SecretSource source = options.source();
        return source == null ? typed(prompt, "--pin") : read(source);
    }

    /**
     * The PIN that authenticates, after the attempt has found it right. One that was typed wrong is
     * asked for again, three times in all, with what the module says of the tries that are left.
     *
     * @throws HsmException what the attempt has thrown last
     */
    public Secret accepted(PinOptions options, String prompt, Attempt attempt) throws IOException {
        SecretSource source = options.source();
        return source == null ? accepted(prompt, "--pin", attempt) : tried(read(source), attempt);
    }

    /** The same for a PIN that is asked for in any case. */
    public Secret accepted(String prompt, String option, Attempt attempt) throws IOException {
        Secret pin = typed(prompt, option);
        for (int asked = 1; ; asked++) {
            try {
                return tried(pin, attempt);
            } catch (HsmException e) {
                if (e.code() != ReturnCode.CKR_PIN_INCORRECT || asked == ASKED) {
                    throw e;
                }
                io.err().line(Causes.of(e) + ". Try again.");
                pin = again(prompt, e);
            }
        }
    }

    private static Secret tried(Secret pin, Attempt attempt) throws IOException {
        try {
            attempt.with(pin);
            return pin;
        } catch (IOException | RuntimeException e) {
            pin.close();
            throw e;
        }
    }

    /** Whoever types nothing more is left with what was said of the last one. */
    private Secret again(String prompt, HsmException refusal) {
        byte[] typed = io.terminal().readSecret(prompt);
        if (typed == null || typed.length == 0) {
            throw refusal;
        }
        return new Secret(typed);
    }

    /** An empty answer is no PIN: nothing is tried with it. */
    private Secret typed(String prompt, String option) {
        for (int asked = 1; ; asked++) {
            Secret pin = ask(prompt, option);
            if (pin.bytes().length > 0) {
                return pin;
            }
            if (asked == ASKED) {
                throw nothing();
            }
            io.err().line("Nothing was typed; nothing was tried with it.");
        }
    }

    private static CliException nothing() {
        return CliException.failed("no PIN was entered; nothing was changed");
    }

    /** What opens an encrypted file, from its options or asked for once; kept for many files. */
    public Secret passphrase(PassphraseOptions options, String prompt) {
        SecretSource source = options.source();
        return source == null ? ask(prompt, "--passphrase") : read(source);
    }

    /** The PIN that authenticates if there is an option for it, else null. */
    @MustBeClosed
    public @Nullable Secret pinIfGiven(PinOptions options) {
        SecretSource source = options.source();
        return source == null ? null : read(source);
    }

    /** The PIN to set if there is an option for it, else null. */
    public @Nullable Secret newPinIfGiven(NewPinOptions options) {
        SecretSource source = options.source();
        return source == null ? null : checked(read(source));
    }

    /** The PIN to set, from its options or asked for twice. */
    public Secret newPin(NewPinOptions options, String prompt, String confirmation) {
        Secret given = newPinIfGiven(options);
        return given == null ? askTwice(prompt, confirmation, "--new-pin") : given;
    }

    /** Asks for a PIN to set, twice; the second must be the first. */
    public Secret askTwice(String prompt, String confirmation, String option) {
        Secret first = ask(prompt, option);
        try (Secret second = ask(confirmation, option)) {
            if (!first.matches(second)) {
                first.close();
                throw CliException.failed("the two PINs differ; nothing was changed");
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        return checked(first);
    }

    /** Says on standard error if a PIN that is about to be set is easily guessed. */
    public Secret checked(Secret pin) {
        String weakness = WeakPin.weakness(pin.bytes());
        if (weakness != null) {
            output.warn("the new PIN is easily guessed: " + weakness);
        }
        return pin;
    }

    /**
     * Asks for a PIN.
     *
     * @param option the option that could have given it, for the message when nobody can be asked
     */
    public Secret ask(String prompt, String option) {
        if (!io.terminal().interactive()) {
            String ways = option + "-file, " + option + "-env or " + option + "-stdin";
            String what = option.equals("--passphrase") ? "passphrase" : "PIN";
            throw CliException.usage(
                    "there is no terminal to ask for a " + what + " on; give it with " + ways);
        }
        io.flush();
        byte[] typed = io.terminal().readSecret(prompt);
        if (typed == null) {
            throw nothing();
        }
        return new Secret(typed);
    }

    private Secret read(SecretSource source) {
        if (source instanceof SecretSource.Argument argument) {
            return Secret.of(argument.text());
        }
        if (source instanceof SecretSource.Environment environment) {
            String value = io.environment().get(environment.variable());
            if (value == null) {
                throw CliException.failed(
                        "the environment variable " + environment.variable() + " is not set");
            }
            return Secret.of(value);
        }
        if (source instanceof SecretSource.File file) {
            return fromFile(file.path());
        }
        if (source instanceof SecretSource.Credential credential) {
            return fromFile(file(credential));
        }
        if (source instanceof SecretSource.Descriptor open) {
            return fromFile(Path.of("/dev/fd", Integer.toString(open.descriptor())));
        }
        try {
            return text(fromLine(Lines.read(io.in()), "standard input"));
        } catch (IOException e) {
            throw unreadable("standard input", e);
        }
    }

    private Path file(SecretSource.Credential credential) {
        String directory = io.environment().get(CREDENTIALS);
        if (directory == null || directory.isEmpty()) {
            throw CliException.failed(
                    "there are no credentials: "
                            + CREDENTIALS
                            + " is not set; systemd sets it for services with LoadCredential= or"
                            + " LoadCredentialEncrypted=");
        }
        String name = credential.name();
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw CliException.usage(
                    "the name of a credential is that of a file, without a directory");
        }
        return Path.of(directory, name);
    }

    private Secret fromFile(Path path) {
        try (SecretFile file = SecretFile.open(path)) {
            if (file.isOpenToOthers()) {
                output.warn(
                        "other users can open the PIN file " + path + "; chmod 600 keeps them out");
            }
            return fromLine(MarkedLine.read(file.in()), path.toString());
        } catch (NoSuchFileException e) {
            throw CliException.failed("there is no PIN file " + path);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    private static Secret fromLine(byte @Nullable [] line, String where) {
        if (line == null) {
            throw CliException.failed(where + " ended before the PIN");
        }
        Secret pin = new Secret(line);
        for (byte b : line) {
            if (b == 0) {
                pin.close();
                throw CliException.failed(
                        "the PIN from " + where + " has a NUL in it, as none has");
            }
        }
        return pin;
    }

    /** Somebody may have typed it: only a file has bytes that are no text. */
    private static Secret text(Secret pin) {
        if (!Lines.isUtf8(pin.bytes())) {
            pin.close();
            throw CliException.failed(
                    "the PIN from standard input is not UTF-8; use --pin-file for other bytes");
        }
        return pin;
    }

    private static CliException unreadable(String where, IOException cause) {
        return new CliException(
                ExitCode.FAILED,
                "cannot read a PIN from "
                        + where
                        + "; check that it is a file with the PIN in its first line, and that this account may read it",
                cause);
    }
}
