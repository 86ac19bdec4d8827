package io.craton.hsm.core.token.context;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.Causes;
import org.jspecify.annotations.Nullable;

/** Records what a session does: in which slot, by which application, and who was logged in. */
public final class Recorder {
    private final TokenContext context;
    private final Application application;
    private final long session;

    /**
     * @param context the token
     * @param application whose session it is
     * @param session its handle, or 0 for what is done without one
     */
    public Recorder(TokenContext context, Application application, long session) {
        this.context = context;
        this.application = application;
        this.session = session;
    }

    /** Records an event that concerns no object. */
    public void record(AuditEvent event, ReturnCode result, AuditDetail.@Nullable Text detail) {
        record(event, result, null, null, null, detail);
    }

    /**
     * Records an event of an object, with the state of the store if the event is of the kind that
     * changes it.
     *
     * @param object which, or null
     * @param mechanism with which mechanism, or null
     * @param approved whether that was an approved service; null where it is none
     */
    public void record(
            AuditEvent event,
            ReturnCode result,
            @Nullable HsmObject object,
            @Nullable MechanismType mechanism,
            @Nullable Boolean approved,
            AuditDetail.@Nullable Text detail) {
        boolean ofSession = object != null && !object.token();
        boolean durable = ofSession ? event.durableForSessionObjects() : event.durable();
        write(result, object, detail, durable, begun(event, result, mechanism, approved));
    }

    /**
     * Records one of several changes that were made together. The last one is waited for, and with
     * it those before.
     *
     * @param number which it is, from 1
     * @param of how many there are
     */
    public void change(
            AuditEvent event, ReturnCode result, @Nullable HsmObject object, int number, int of) {
        AuditDetail.Text detail = of == 1 ? null : AuditDetail.CHANGE.with(number, of);
        boolean durable = number == of && event.durable();
        write(result, object, detail, durable, begun(event, result, null, null));
    }

    /** Records that session objects have ended, all in one record. */
    public void ended(int count) {
        AuditDetail.Text what =
                count == 1 ? AuditDetail.KEY_ENDED.text() : AuditDetail.KEYS_ENDED.with(count);
        AuditEvent event = AuditEvent.DESTROY_OBJECT;
        write(ReturnCode.CKR_OK, null, what, false, begun(event, ReturnCode.CKR_OK, null, null));
    }

    /**
     * Records a call that a door of the module refused.
     *
     * @param function what was called
     * @param refusal what the caller gets
     */
    public void refused(String function, HsmException refusal) {
        Arguments.notNull(function, "the function");
        ReturnCode code = Arguments.notNull(refusal, "the refusal").code();
        String reason = Causes.of(refusal).replace(code.name() + ": ", "");
        record(AuditEvent.CALL_REFUSED, code, AuditDetail.REFUSED_CALL.with(function, reason));
    }

    private AuditRecord.Builder begun(
            AuditEvent event,
            ReturnCode result,
            @Nullable MechanismType mechanism,
            @Nullable Boolean approved) {
        return AuditRecord.of(event, result)
                .in(context.slot(), session, application.role())
                .mechanism(mechanism, approved);
    }

    private void write(
            ReturnCode result,
            @Nullable HsmObject object,
            AuditDetail.@Nullable Text detail,
            boolean durable,
            AuditRecord.Builder record) {
        record.detail(detail).durable(durable);
        if (object != null) {
            record.object(object.idText(), object.label());
        }
        context.record(record, durable && result == ReturnCode.CKR_OK, application.identity());
    }
}
