package io.craton.hsm.core.token.object;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.CallFailure;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that concern one object and are recorded as a whole: what they did, or with which code they
 * failed.
 */
final class Audited {
    private final Caller caller;
    private final TokenObjects objects;

    Audited(Caller caller, TokenObjects objects) {
        this.caller = caller;
        this.objects = objects;
    }

    /** Makes an object, records that, and gives its handle; nothing is made unrecorded. */
    ObjectHandle making(AuditEvent event, @Nullable ObjectHandle source, Supplier<HsmObject> call) {
        HsmObject named = source == null ? null : caller.find(source);
        HsmObject made = call(event, named, null, call);
        try {
            record(event, ReturnCode.CKR_OK, made, null);
        } catch (RuntimeException e) {
            objects.discard(caller, made);
            throw e;
        }
        return caller.handle(made);
    }

    /**
     * Changes or ends an object, which cannot be undone, if that can be recorded.
     *
     * @param handle the object that the caller named, or null; the record of a failure names it
     * @param detail what else the record says, or null
     */
    void changing(
            AuditEvent event,
            @Nullable ObjectHandle handle,
            AuditDetail.@Nullable Text detail,
            Supplier<HsmObject> call) {
        caller.parts().audit().requireWritable();
        // Looked up now: it may be gone when it is recorded.
        HsmObject named = handle == null ? null : caller.find(handle);
        record(event, ReturnCode.CKR_OK, call(event, named, detail, call), detail);
    }

    private HsmObject call(
            AuditEvent event,
            @Nullable HsmObject named,
            AuditDetail.@Nullable Text detail,
            Supplier<HsmObject> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            HsmException failure = CallFailure.of(e);
            record(event, failure.code(), named, detail);
            throw failure;
        }
    }

    private void record(
            AuditEvent event,
            ReturnCode result,
            @Nullable HsmObject object,
            AuditDetail.@Nullable Text detail) {
        caller.recorder().record(event, result, object, null, null, detail);
    }
}
