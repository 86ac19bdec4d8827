package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore;
import java.util.function.Supplier;

/** New PINs (PKCS#11 v3.2 sections 5.5.8 and 5.5.9, decision B17). All applications have them. */
public final class PinChanges {
    private final TokenContext context;
    private final TokenStore store;
    private final Logins logins;
    private final PinAttempts attempts;
    private final Unattended unattended;

    /**
     * @param context the token
     * @param logins who is logged in
     * @param attempts the turns of the PINs
     * @param unattended the attempts of programs
     */
    public PinChanges(
            TokenContext context, Logins logins, PinAttempts attempts, Unattended unattended) {
        this.context = context;
        this.store = context.store();
        this.logins = logins;
        this.attempts = attempts;
        this.unattended = unattended;
    }

    /** Sets the user PIN, for the SO. */
    public void init(Caller caller, byte[] pin) {
        PinRecord.of(caller)
                .once(AuditEvent.INIT_PIN, UserType.CKU_SO, record -> init(caller, pin, record));
    }

    private void init(Caller caller, byte[] pin, PinRecord record) {
        if (!caller.application().isOfficer()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "only the SO sets the user PIN; log in as CKU_SO");
        }
        PinRules.checkNew(context.parts().config(), pin);
        logins.whileOfficer(caller, "the SO has logged out", () -> set(pin, record));
    }

    // Without the SO's key to the private objects these are gone, and the user's logins with them:
    // also if the new PIN could not be written, for the store may be locked by then.
    private PinVerdict set(byte[] pin, PinRecord record) {
        boolean gone = store.state().userPinSet() && !store.officerUnlocks();
        try {
            store.setUserPin(pin);
            unattended.forget();
        } finally {
            if (gone) {
                logins.logoutUsers();
            }
        }
        return record.verdict(PinVerdict.OK, gone ? AuditDetail.OBJECTS_GONE.text() : null);
    }

    /**
     * Whether the SO, who is logged in, opens private objects.
     *
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    public boolean officerOpensObjects(Caller caller) {
        return logins.whileOfficer(
                caller,
                "what the SO PIN opens is said to the SO; log in as CKU_SO",
                store::officerUnlocks);
    }

    /** Changes the PIN of who is logged in, or the user's. */
    public void set(Caller caller, byte[] oldPin, byte[] newPin) {
        UserType present = caller.application().role();
        UserType user = present == null ? UserType.CKU_USER : present;
        PinRecord.of(caller)
                .once(
                        AuditEvent.SET_PIN,
                        user,
                        record -> set(caller, user, oldPin, newPin, record));
    }

    private void set(Caller caller, UserType user, byte[] oldPin, byte[] newPin, PinRecord record) {
        if (caller.session().mode() == SessionMode.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY, "a PIN is changed in a read-write session");
        }
        record.checkTried(oldPin);
        PinRules.checkNew(context.parts().config(), newPin);
        Supplier<PinVerdict> work = () -> change(user, oldPin, newPin, record);
        attempts.require(user, () -> logins.alone(work));
    }

    private PinVerdict change(UserType user, byte[] oldPin, byte[] newPin, PinRecord record) {
        PinVerdict found = store.changePin(user, oldPin, newPin);
        if (found.ok() && user == UserType.CKU_USER) {
            unattended.forget();
        }
        return record.verdict(found);
    }
}
