package io.craton.hsm.cli.command;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command that logs in to a token that is there. Its {@code --pin} stands behind its own options.
 */
@Command(modelTransformer = LoginCommand.PinLast.class)
public abstract class LoginCommand extends CratonCommand {
    private final PinOptions pinOptions = new PinOptions();

    /** For commands. */
    protected LoginCommand() {}

    /**
     * Does it.
     *
     * @param session a session that may change objects, in which {@link #role()} is logged in,
     *     unless the command {@linkplain #isPublic needs} nobody
     */
    protected abstract void run(Session session) throws Exception;

    /** Who logs in; the user, unless the command says otherwise. */
    protected Role role() {
        return Role.USER;
    }

    /** Refuses what is wrong whatever the token has, before anybody is asked for a PIN. */
    protected void refuseEarly() throws Exception {}

    @Override
    protected final void run() throws Exception {
        refuseEarly();
        try (OpenToken token = open();
                Session session = token.slot().openSession(SessionMode.READ_WRITE)) {
            if (pinOptions.source() != null || !isPublic(session)) {
                logIn(session, role(), pinOptions);
            }
            run(session);
        }
    }

    /**
     * Whether everybody sees what the command needs, so that nobody is asked for a PIN. One that is
     * given is used in any case.
     *
     * @param session a session in which nobody is logged in
     */
    protected boolean isPublic(Session session) {
        return false;
    }

    /** Adds the options of the superclass behind those of the command, where help shows them. */
    static final class PinLast implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            PinOptions options = ((LoginCommand) command.userObject()).pinOptions;
            return command.addMixin("pin", CommandSpec.forAnnotatedObject(options));
        }
    }
}
