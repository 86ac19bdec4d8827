package io.craton.hsm.core.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Session;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.Logins;
import io.craton.hsm.core.token.login.NewTokens;
import io.craton.hsm.core.token.login.PinAttempts;
import io.craton.hsm.core.token.login.PinChanges;
import io.craton.hsm.core.token.login.RollbackCheck;
import io.craton.hsm.core.token.login.Unattended;
import io.craton.hsm.spi.TokenStore;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The token in one slot while the module is open: owns what all applications share, its objects,
 * its PINs and its store.
 */
public final class Token {
    private final TokenContext context;
    private final TokenObjects objects;
    private final PinAttempts attempts;
    private final Logins logins;
    private final Unattended unattended;
    private final PinChanges pins;
    private final NewTokens newTokens;

    /**
     * @param parts what the module consists of
     * @param slot the id of the slot
     * @param store what is kept of the token
     * @param ownSession makes a session for the module itself
     * @param replaced is called with the slot when there is another token
     */
    public Token(
            Parts parts,
            int slot,
            TokenStore store,
            BiFunction<Token, Caller, Session> ownSession,
            Consumer<Integer> replaced) {
        RollbackCheck rollback = new RollbackCheck(parts.audit(), slot, store);
        this.context = new TokenContext(parts, slot, store, rollback::mark);
        this.objects = new TokenObjects(context);
        this.attempts =
                new PinAttempts(
                        parts.sleeper(),
                        parts.config().integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS));
        this.unattended = new Unattended(context);
        LogCheckpoints checkpoints =
                new LogCheckpoints(context, caller -> ownSession.apply(this, caller));
        this.logins = new Logins(context, objects, attempts, rollback, checkpoints);
        this.pins = new PinChanges(context, logins, attempts, unattended);
        Runnable changed =
                () -> {
                    logins.dropAll();
                    unattended.forget();
                    replaced.accept(slot);
                };
        this.newTokens = new NewTokens(context, objects, attempts, rollback, changed);
        if (context.applications().initialised()) {
            objects.loadPublic();
        }
    }

    /** What everything that is done with it works on. */
    public TokenContext context() {
        return context;
    }

    /** Its objects. */
    public TokenObjects objects() {
        return objects;
    }

    /** Logins of all applications. */
    Logins logins() {
        return logins;
    }

    /** Attempts of programs at the user PIN. */
    Unattended unattended() {
        return unattended;
    }

    /** Changes of PINs. */
    PinChanges pins() {
        return pins;
    }

    /** What puts another token in its place. */
    NewTokens newTokens() {
        return newTokens;
    }

    /** Its backups. */
    Archives archives() {
        return new Archives(context, attempts, newTokens);
    }

    /** Forgets everything in memory, for the end of the module; its applications have ended. */
    public void shutDown() {
        objects.forgetAll();
        context.store().lock();
    }
}
