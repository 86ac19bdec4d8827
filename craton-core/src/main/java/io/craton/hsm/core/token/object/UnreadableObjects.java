package io.craton.hsm.core.token.object;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.content.StoredObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.TokenStore.Change;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with token objects that cannot be read. They have neither attributes nor a
 * handle: all there is to do is to destroy them, by the unique id under which the store keeps them.
 */
final class UnreadableObjects {
    private final Caller caller;
    private final StoredObjects stored;
    private final OfficerKeys officerKeys;

    UnreadableObjects(Caller caller, StoredObjects stored, OfficerKeys officerKeys) {
        this.caller = caller;
        this.stored = stored;
        this.officerKeys = officerKeys;
    }

    void destroy(String uniqueId) {
        caller.enter();
        UUID id = OfficerKeys.parse(Arguments.notNull(uniqueId, "the unique id"));
        caller.parts().audit().requireWritable();
        try {
            destroy(id);
        } catch (HsmException e) {
            record(e.code(), id);
            throw e;
        }
        record(ReturnCode.CKR_OK, id);
    }

    private void record(ReturnCode result, @Nullable UUID id) {
        AuditDetail.Text detail = AuditDetail.UNREADABLE.with(id == null ? "no unique id" : id);
        caller.recorder().record(AuditEvent.DESTROY_OBJECT, result, detail);
    }

    private void destroy(@Nullable UUID id) {
        UserType role = caller.application().role();
        if (role == null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "an object that cannot be read is destroyed by the user or the SO; log in first");
        }
        caller.checkAccess(true, false);
        if (role == UserType.CKU_SO) {
            officerKeys.lookAtHidden();
        }
        Boolean isPrivate = id == null ? null : stored.forget(id);
        if (id == null || isPrivate == null) {
            throw new HsmException(
                    ReturnCode.CKR_OBJECT_HANDLE_INVALID,
                    "the token has no object with this unique id that cannot be read");
        }
        try {
            caller.context().store().commit(List.of(new Change.Delete(id)));
        } catch (RuntimeException e) {
            stored.remember(id, isPrivate);
            throw e;
        }
        caller.context().changed();
    }
}
