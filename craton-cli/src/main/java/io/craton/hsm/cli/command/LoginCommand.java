package io.craton.hsm.cli.command;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import io.craton.hsm.cli.secret.Secret;
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
     * @param session a session that may change objects, in which {@link #role()} is logged in
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
                Secret pin = secrets().pin(pinOptions, "Enter " + role().word() + " PIN: ");
                Session session = token.session(role().type(), pin, SessionMode.READ_WRITE)) {
            run(session);
        }
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
