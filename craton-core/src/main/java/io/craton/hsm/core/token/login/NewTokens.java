package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Applications;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.PinAttempts.Pin;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that take the place of another: initialised (PKCS#11 v3.2 section 5.5.7), restored, or
 * destroyed. No application has a session meanwhile, and all see what there is afterwards.
 */
public final class NewTokens {
    private static final Logger LOG = LoggerFactory.getLogger(NewTokens.class);
    private static final int LABEL_BYTES = 32;

    private final TokenContext context;
    private final Applications applications;
    private final TokenStore store;
    private final TokenObjects objects;
    private final PinAttempts attempts;
    private final RollbackCheck rollback;
    private final Runnable replaced;

    /**
     * @param context the slot
     * @param objects the objects in it
     * @param attempts the turns of the PINs
     * @param rollback whether the store is the one that the log knows
     * @param replaced is called when there is another token, or none
     */
    public NewTokens(
            TokenContext context,
            TokenObjects objects,
            PinAttempts attempts,
            RollbackCheck rollback,
            Runnable replaced) {
        this.context = context;
        this.applications = context.applications();
        this.store = context.store();
        this.objects = objects;
        this.attempts = attempts;
        this.rollback = rollback;
        this.replaced = replaced;
    }

    /**
     * Initialises the token.
     *
     * @param currentSoPin the present SO PIN; not looked at if there is no token
     * @param newSoPin the SO PIN from now on
     */
    public void init(Application application, byte[] currentSoPin, byte[] newSoPin, String label) {
        PinRecord.of(context, application)
                .once(
                        AuditEvent.INIT_TOKEN,
                        UserType.CKU_SO,
                        record -> init(currentSoPin, newSoPin, label, record));
    }

    private void init(byte[] currentSoPin, byte[] newSoPin, String label, PinRecord record) {
        if (label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a label has at most 32 bytes of UTF-8");
        }
        whileEmpty(() -> initWhileEmpty(currentSoPin, newSoPin, label, record));
    }

    private void initWhileEmpty(
            byte[] currentSoPin, byte[] newSoPin, String label, PinRecord record) {
        boolean present = store.state().initialized();
        if (present) {
            record.checkTried(currentSoPin);
        }
        if (!present || currentSoPin != newSoPin) {
            PinRules.checkNew(context.parts().config(), newSoPin);
        }
        byte[] soPin = present ? currentSoPin : null;
        Supplier<PinVerdict> work = () -> store.initialize(soPin, newSoPin, label);
        attempts.require(UserType.CKU_SO, () -> replacing(work, record));
    }

    private PinVerdict replacing(Supplier<PinVerdict> work, PinRecord record) {
        PinVerdict found = work.get();
        if (found.ok()) {
            replaced();
        }
        return record.verdict(found);
    }

    /** There is another token, even if its objects cannot be read now. */
    private void replaced() {
        objects.forgetAll();
        rollback.forget();
        replaced.run();
        try {
            objects.show();
        } catch (HsmException e) {
            LOG.warn(
                    "slot {}: the objects of the new token cannot be read before the next opening",
                    context.slot(),
                    e);
        }
    }

    private void whileEmpty(Runnable work) {
        applications.startInitialising();
        try {
            work.run();
        } finally {
            applications.endInitialising(hasToken());
            context.changed();
        }
    }

    /** Whether there is a token; as before, if the store cannot say it. */
    private boolean hasToken() {
        try {
            return store.state().initialized();
        } catch (HsmException e) {
            LOG.warn("slot {}: whether there is a token cannot be read now", context.slot(), e);
            return applications.initialised();
        }
    }

    /**
     * Destroys the token without a PIN (decision B41): who may do so has its files already.
     *
     * @param label the label of the token, so that it is this one
     */
    public void destroy(Application application, String label) {
        PinRecord.of(context, application)
                .once(AuditEvent.DESTROY_TOKEN, null, record -> destroyInTurn(label, record));
    }

    private void destroyInTurn(String label, PinRecord record) {
        whileEmpty(() -> destroy(label, record));
    }

    private void destroy(String label, PinRecord record) {
        TokenState state = store.state();
        if (!state.initialized()) {
            throw applications.notInitialised("there is nothing to destroy");
        }
        if (!state.label().equals(label)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "that is not the label of the token in slot "
                            + context.slot()
                            + "; nothing was changed");
        }
        TokenStore.StoreMark gone = store.destroy();
        objects.forgetAll();
        rollback.forget();
        replaced.run();
        record.destroyed(gone, state);
    }

    /**
     * Tries what opens a backup, with the delay of a wrong PIN.
     *
     * @param work makes the token of the backup that of the slot, if the secret is right
     */
    public void restore(PinRecord record, Supplier<PinVerdict> work) {
        whileEmpty(() -> restoreWhileEmpty(record, work));
    }

    private void restoreWhileEmpty(PinRecord record, Supplier<PinVerdict> work) {
        PinVerdict verdict = attempts.attempt(Pin.BACKUP, () -> replacing(work, record));
        if (!verdict.ok()) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_INCORRECT,
                    "that does not open the backup; it takes the SO PIN of the time when the backup was made");
        }
    }
}
