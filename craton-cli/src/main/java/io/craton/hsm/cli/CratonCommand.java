package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.secret.SecretReader;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command has: the global options, the streams, and how to reach the module. */
@Command
public abstract class CratonCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    /** For commands. */
    protected CratonCommand() {}

    /** Does it; an error is an exception. */
    protected abstract void run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        run();
        return ExitCode.DONE.code();
    }

    /** This command in the tree of commands. */
    protected final CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command runs outside of a command line");
        }
        return spec;
    }

    private RootCommand root() {
        return (RootCommand) spec().root().userObject();
    }

    /** The streams of the process. */
    protected final Io io() {
        return root().io();
    }

    /** Where results go. */
    protected final Output output() {
        return root().output();
    }

    /** Where PINs come from. */
    protected final SecretReader secrets() {
        return new SecretReader(io(), output());
    }

    /** The configuration of this command, read once for each call. */
    protected final Settings settings() {
        return Settings.load(root().config());
    }

    /** Opens the module and takes the slot of {@code --slot}. */
    protected final OpenToken open() {
        return OpenToken.open(settings().config(), root().slot());
    }

    /**
     * Asks before something is destroyed; the answer can also come on standard input.
     *
     * @param yes true if {@code --yes} was given: nobody is asked
     */
    protected final void confirm(String question, boolean yes) {
        if (yes) {
            return;
        }
        io().flush();
        String answer = io().terminal().readLine(question + " [y/N] ");
        if (answer == null || !answer.trim().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw CliException.failed(
                    "not confirmed: nothing was changed; --yes goes on without the question");
        }
    }

    /** The number given with {@code --slot}. */
    protected final long slotId() {
        return root().slot();
    }
}
