package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
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
    private final CoreSession session;
    private final Token token;

    UnreadableObjects(CoreSession session) {
        this.session = session;
        this.token = session.token();
    }

    void destroy(String uniqueId) {
        session.enter();
        UUID id = OfficerKeys.parse(Arguments.notNull(uniqueId, "the unique id"));
        token.parts().audit().requireWritable();
        try {
            destroy(id);
        } catch (HsmException e) {
            record(e.code(), id);
            throw e;
        }
        record(ReturnCode.CKR_OK, id);
    }

    private void record(ReturnCode result, @Nullable UUID id) {
        token.record(
                AuditEvent.DESTROY_OBJECT,
                result,
                session.handle(),
                AuditDetail.UNREADABLE.with(id == null ? "no unique id" : id));
    }

    private void destroy(@Nullable UUID id) {
        UserType role = token.role();
        if (role == null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "an object that cannot be read is destroyed by the user or the SO; log in first");
        }
        token.objects().checkAccess(session, true, false);
        if (role == UserType.CKU_SO) {
            token.officerKeys().lookAtHidden();
        }
        StoredObjects stored = token.objects().stored();
        Boolean isPrivate = id == null ? null : stored.forget(id);
        if (id == null || isPrivate == null) {
            throw new HsmException(
                    ReturnCode.CKR_OBJECT_HANDLE_INVALID,
                    "the token has no object with this unique id that cannot be read");
        }
        try {
            token.store().commit(List.of(new Change.Delete(id)));
        } catch (RuntimeException e) {
            stored.remember(id, isPrivate);
            throw e;
        }
        token.changed();
    }
}
