package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one audit record of a call that has to do with a PIN, whatever the call comes to. Used by one
 * thread.
 */
final class PinRecord {
    private static final int NOT_COUNTED = -1;

    private final Token token;
    private final AuditEvent event;
    private final long session;
    private final @Nullable UserType user;
    private boolean made;

    private PinRecord(Token token, AuditEvent event, long session, @Nullable UserType user) {
        this.token = token;
        this.event = event;
        this.session = session;
        this.user = user;
    }

    /**
     * Makes a call with exactly one record: the one that the work makes, or one of its failure.
     * What such a call does cannot be undone, so it is not begun while nothing can be recorded;
     * only leaving is never refused.
     *
     * @param session the handle of the session, or 0
     * @param user whose PIN it is about
     */
    static void once(
            Token token,
            AuditEvent event,
            long session,
            @Nullable UserType user,
            Consumer<PinRecord> work) {
        if (event != AuditEvent.LOGOUT) {
            token.parts().audit().requireWritable();
        }
        PinRecord told = new PinRecord(token, event, session, user);
        try {
            work.accept(told);
        } catch (HsmException e) {
            told.failed(e.code());
            throw e;
        } catch (UncheckedIOException e) {
            told.failed(ReturnCode.CKR_DEVICE_ERROR);
            throw e;
        }
    }

    /**
     * Refuses what no PIN can be before it is tried; the record says that it is not counted.
     *
     * @throws HsmException {@code CKR_PIN_LEN_RANGE}, {@code CKR_PIN_INVALID}
     */
    void checkTried(byte[] pin) {
        try {
            PinRules.checkTried(pin);
        } catch (HsmException e) {
            record(e.code(), NOT_COUNTED, AuditDetail.NO_PIN.text());
            throw e;
        }
    }

    /** Records what was found of the PIN. */
    void verdict(PinVerdict verdict) {
        verdict(verdict, null);
    }

    /** Records what was found of the PIN, with a few words. */
    void verdict(PinVerdict verdict, AuditDetail.@Nullable Text detail) {
        record(code(user, verdict), verdict.failures(), detail);
    }

    /** Records that it was done. */
    void done() {
        record(ReturnCode.CKR_OK, NOT_COUNTED, null);
    }

    /** Records that a token was destroyed, and which. */
    void destroyed(TokenStore.StoreMark mark, TokenState token) {
        record(
                ReturnCode.CKR_OK,
                NOT_COUNTED,
                token.label(),
                mark,
                token.serialNumber().isEmpty()
                        ? null
                        : AuditDetail.SERIAL_NUMBER.with(token.serialNumber()));
    }

    private void failed(ReturnCode code) {
        // A record that could not be made is the failure: it is not tried again.
        if (!made) {
            record(code, NOT_COUNTED, null);
        }
    }

    private void record(ReturnCode code, int failures, AuditDetail.@Nullable Text detail) {
        record(
                code,
                failures,
                null,
                code == ReturnCode.CKR_OK ? token.logins().mark() : null,
                detail);
    }

    private void record(
            ReturnCode code,
            int failures,
            @Nullable String label,
            TokenStore.@Nullable StoreMark mark,
            AuditDetail.@Nullable Text detail) {
        made = true;
        AuditRecord record =
                AuditRecord.of(event, code)
                        .in(token.slot(), session, user)
                        .object(null, label)
                        .failedLogins(failures)
                        .mark(mark)
                        .detail(detail)
                        .build();
        token.parts().audit().record(record);
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
