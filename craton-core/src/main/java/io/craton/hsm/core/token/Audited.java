package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;

/**
 * Calls that concern one object and are recorded as a whole: what they did, or with which code they
 * failed.
 */
final class Audited {
    private Audited() {}

    /** Makes the call, records it, and gives the handle of the object that it concerned. */
    static ObjectHandle object(CoreSession session, AuditEvent event, Supplier<HsmObject> call) {
        HsmObject object;
        try {
            object = call.get();
        } catch (RuntimeException e) {
            HsmException failure = Failures.of(e);
            session.token().record(event, failure.code(), session.handle(), failure.code().name());
            throw failure;
        }
        try {
            session.token()
                    .record(event, ReturnCode.CKR_OK, session.handle(), object, null, null, null);
        } catch (RuntimeException e) {
            // Nothing is made unrecorded.
            if (event == AuditEvent.CREATE_OBJECT || event == AuditEvent.COPY_OBJECT) {
                session.token().objects().discard(object);
            }
            throw e;
        }
        return object.handle();
    }
}
