package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several changes of objects, made together or not at all, and recorded one behind the other. In
 * this order: the log can be written; each change is checked, as it would be alone; the token is
 * still what they were planned on; commit; records. Used once.
 */
final class ObjectTransaction {
    private static final String OUT_OF_DATE =
            "the token was changed since the changes were planned; look again, and repeat them";
    private static final int MOST_CHANGES = 1000;

    private final CoreSession session;
    private final Token token;
    private final List<ObjectChange> changes;
    private final ObjectBatch batch;
    private final List<HsmObject> concerned = new ArrayList<>();

    ObjectTransaction(CoreSession session, List<ObjectChange> changes) {
        this.session = session;
        this.token = session.token();
        this.changes = List.copyOf(changes);
        this.batch = new ObjectBatch(token);
    }

    /**
     * Makes the changes.
     *
     * @param asOf the number of the change that they were planned on; -1 for any
     * @return the object of each
     */
    List<ObjectHandle> run(long asOf) {
        session.enter();
        if (changes.size() > MOST_CHANGES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "at most " + MOST_CHANGES + " changes are made in one call");
        }
        token.parts().audit().requireWritable();
        try {
            collectAll(asOf);
            commit(asOf);
        } catch (RuntimeException e) {
            batch.abandon();
            HsmException failure = Failures.of(e);
            record(failure.code());
            throw failure;
        }
        record(ReturnCode.CKR_OK);
        return concerned.stream().map(HsmObject::handle).toList();
    }

    // What was planned on a state that is gone may name objects that are: that is told first.
    private void collectAll(long asOf) {
        try {
            for (ObjectChange change : changes) {
                concerned.add(collect(change));
            }
        } catch (HsmException e) {
            // Another's commit may have taken the object away and not be counted yet.
            synchronized (token.transactions()) {
                if (outOfDate(asOf)) {
                    throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, OUT_OF_DATE, e);
                }
            }
            throw e;
        }
    }

    private boolean outOfDate(long asOf) {
        return asOf >= 0 && token.changeCount() != asOf;
    }

    private HsmObject collect(ObjectChange change) {
        ObjectService objects = session.objects();
        if (change instanceof ObjectChange.Create create) {
            return batch.add(session, objects.created(create.template()));
        }
        if (change instanceof ObjectChange.Copy copy) {
            return batch.add(session, objects.copied(copy.object(), copy.changes()));
        }
        if (change instanceof ObjectChange.Set set) {
            HsmObject object = objects.accessible(set.object());
            batch.change(object, objects.set(object, set.changes()));
            return object;
        }
        HsmObject object = objects.destroyable(((ObjectChange.Destroy) change).object());
        batch.destroy(object);
        return object;
    }

    private void commit(long asOf) {
        token.objects().checkRoom(batch.growth());
        synchronized (token.transactions()) {
            if (outOfDate(asOf)) {
                throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, OUT_OF_DATE);
            }
            token.objects().commit(session, batch);
        }
    }

    private void record(ReturnCode result) {
        for (int i = 0; i < changes.size(); i++) {
            token.recordChange(
                    event(changes.get(i)),
                    result,
                    session.handle(),
                    i < concerned.size() ? concerned.get(i) : named(changes.get(i)),
                    i + 1,
                    changes.size());
        }
    }

    private static AuditEvent event(ObjectChange change) {
        if (change instanceof ObjectChange.Create) {
            return AuditEvent.CREATE_OBJECT;
        }
        if (change instanceof ObjectChange.Copy) {
            return AuditEvent.COPY_OBJECT;
        }
        return change instanceof ObjectChange.Set
                ? AuditEvent.SET_ATTRIBUTE
                : AuditEvent.DESTROY_OBJECT;
    }

    /** The object that a change names that was not come to. */
    private @Nullable HsmObject named(ObjectChange change) {
        if (change instanceof ObjectChange.Set set) {
            return token.index().get(set.object());
        }
        if (change instanceof ObjectChange.Copy copy) {
            return token.index().get(copy.object());
        }
        return change instanceof ObjectChange.Destroy destroy
                ? token.index().get(destroy.object())
                : null;
    }
}
