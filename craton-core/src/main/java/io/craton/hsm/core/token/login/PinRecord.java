package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one audit record of a call that has to do with a PIN, whatever the call comes to. Used by one
 * thread.
 */
public final class PinRecord {
    private static final int NOT_COUNTED = -1;

    private final TokenContext context;
    private final Application application;
    private final long session;
    private @Nullable AuditEvent event;
    private @Nullable UserType user;
    private boolean made;

    private PinRecord(TokenContext context, Application application, long session) {
        this.context = context;
        this.application = application;
        this.session = session;
    }

    /** The record of a call in a session. */
    public static PinRecord of(Caller caller) {
        return new PinRecord(caller.context(), caller.application(), caller.session().handle());
    }

    /** The record of a call without a session. */
    public static PinRecord of(TokenContext context, Application application) {
        return new PinRecord(context, application, 0);
    }

    /**
     * Makes a call with exactly one record: the one that the work makes, or one of its failure.
     * What such a call does cannot be undone, so it is not begun while nothing can be recorded;
     * only leaving is never refused.
     *
     * @param whose whose PIN it is about
     */
    public void once(AuditEvent what, @Nullable UserType whose, Consumer<PinRecord> work) {
        if (what != AuditEvent.LOGOUT) {
            context.parts().audit().requireWritable();
        }
        event = what;
        user = whose;
        try {
            work.accept(this);
        } catch (HsmException e) {
            failed(e.code());
            throw e;
        } catch (UncheckedIOException e) {
            failed(ReturnCode.CKR_DEVICE_ERROR);
            throw e;
        }
    }

    /**
     * Refuses what no PIN can be before it is tried; the record says that it is not counted.
     *
     * @throws HsmException {@code CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID}
     */
    public void checkTried(byte[] pin) {
        try {
            PinRules.checkTried(pin);
        } catch (HsmException e) {
            record(e.code(), NOT_COUNTED, AuditDetail.NO_PIN.text());
            throw e;
        }
    }

    /** Records what was found of the PIN, and gives it. */
    public PinVerdict verdict(PinVerdict verdict) {
        return verdict(verdict, null);
    }

    /** Records what was found of the PIN with a few words, and gives it. */
    public PinVerdict verdict(PinVerdict verdict, AuditDetail.@Nullable Text detail) {
        record(code(user, verdict), verdict.failures(), detail);
        return verdict;
    }

    /** Records that it was done. */
    void done() {
        record(ReturnCode.CKR_OK, NOT_COUNTED, null);
    }

    /** Records that a token was destroyed, and which. */
    void destroyed(TokenStore.StoreMark mark, TokenState token) {
        String serial = token.serialNumber();
        AuditDetail.Text detail = serial.isEmpty() ? null : AuditDetail.SERIAL_NUMBER.with(serial);
        write(
                begun(ReturnCode.CKR_OK).object(null, token.label()).mark(mark).detail(detail),
                false);
    }

    private void failed(ReturnCode code) {
        // A record that could not be made is the failure: it is not tried again.
        if (!made) {
            record(code, NOT_COUNTED, null);
        }
    }

    private void record(ReturnCode code, int failures, AuditDetail.@Nullable Text detail) {
        write(begun(code).failedLogins(failures).detail(detail), code == ReturnCode.CKR_OK);
    }

    private AuditRecord.Builder begun(ReturnCode code) {
        AuditEvent what = Objects.requireNonNull(event, "the call has begun");
        return AuditRecord.of(what, code).in(context.slot(), session, user);
    }

    private void write(AuditRecord.Builder record, boolean change) {
        made = true;
        context.record(record, change, application.identity());
    }

    /** The return code of a verdict on somebody's PIN. */
    static ReturnCode code(@Nullable UserType user, PinVerdict verdict) {
        return switch (verdict.kind()) {
            case OK -> ReturnCode.CKR_OK;
            case INCORRECT -> ReturnCode.CKR_PIN_INCORRECT;
            case LOCKED -> ReturnCode.CKR_PIN_LOCKED;
            case NOT_SET ->
                    user == UserType.CKU_USER
                            ? ReturnCode.CKR_USER_PIN_NOT_INITIALIZED
                            : ReturnCode.CKR_TOKEN_NOT_INITIALIZED;
        };
    }
}
