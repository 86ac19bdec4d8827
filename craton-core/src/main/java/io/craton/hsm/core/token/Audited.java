package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that concern one object and are recorded as a whole: what they did, or with which code they
 * failed.
 */
final class Audited {
    private Audited() {}

    /**
     * Makes the call, records it, and gives the handle of the object that it concerned.
     *
     * @param given the object that the caller named, or null; the record of a failure names it
     */
    static ObjectHandle object(
            CoreSession session,
            AuditEvent event,
            @Nullable ObjectHandle given,
            Supplier<HsmObject> call) {
        return object(session, event, given, null, call);
    }

    /**
     * The same.
     *
     * @param detail what else the record says, or null
     */
    static ObjectHandle object(
            CoreSession session,
            AuditEvent event,
            @Nullable ObjectHandle given,
            AuditDetail.@Nullable Text detail,
            Supplier<HsmObject> call) {
        boolean undone = event == AuditEvent.CREATE_OBJECT || event == AuditEvent.COPY_OBJECT;
        if (!undone) {
            session.token().parts().audit().requireWritable();
        }
        // Looked up now: it may be gone when it is recorded.
        HsmObject named = given == null ? null : session.token().index().get(given);
        HsmObject object;
        try {
            object = call.get();
        } catch (RuntimeException e) {
            HsmException failure = Failures.of(e);
            session.token()
                    .record(event, failure.code(), session.handle(), named, null, null, detail);
            throw failure;
        }
        try {
            session.token()
                    .record(event, ReturnCode.CKR_OK, session.handle(), object, null, null, detail);
        } catch (RuntimeException e) {
            // Nothing is made unrecorded.
            if (undone) {
                session.token().objects().discard(object);
            }
            throw e;
        }
        return object.handle();
    }
}
