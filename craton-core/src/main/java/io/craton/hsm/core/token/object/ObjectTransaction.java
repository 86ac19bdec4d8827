package io.craton.hsm.core.token.object;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.content.ObjectBatch;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.CallFailure;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several changes of objects, made together or not at all, and recorded one behind the other, in
 * this order:
 *
 * <ol>
 *   <li>The log can be written.
 *   <li>Each change is checked, as it would be alone.
 *   <li>The token is still what the changes were planned on; from here on nobody else changes it
 *       so.
 *   <li>Commit: in the store, then in what is seen.
 *   <li>Records.
 * </ol>
 *
 * <p>Used once.
 */
final class ObjectTransaction {
    private static final String OUT_OF_DATE =
            "the token was changed since the changes were planned; look again, and repeat them";
    private static final int MOST_CHANGES = 1000;

    private final Caller caller;
    private final TokenObjects objects;
    private final ObjectService service;
    private final ObjectMaker maker;
    private final List<ObjectChange> changes;
    private final ObjectBatch batch;
    private final List<HsmObject> concerned = new ArrayList<>();

    ObjectTransaction(
            Caller caller,
            TokenObjects objects,
            ObjectService service,
            ObjectMaker maker,
            List<ObjectChange> changes) {
        this.caller = caller;
        this.objects = objects;
        this.service = service;
        this.maker = maker;
        this.changes = List.copyOf(changes);
        this.batch = new ObjectBatch(caller);
    }

    /**
     * Makes the changes.
     *
     * @param asOf the number of the change that they were planned on; -1 for any
     * @return the object of each
     */
    List<ObjectHandle> run(long asOf) {
        caller.enter();
        if (changes.size() > MOST_CHANGES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "at most " + MOST_CHANGES + " changes are made in one call");
        }
        caller.parts().audit().requireWritable();
        try {
            collectAll(asOf);
            commit(asOf);
        } catch (RuntimeException e) {
            batch.abandon();
            HsmException failure = CallFailure.of(e);
            record(failure.code());
            throw failure;
        }
        record(ReturnCode.CKR_OK);
        return concerned.stream().map(caller::handle).toList();
    }

    // What was planned on a state that is gone may name objects that are: that is said first.
    private void collectAll(long asOf) {
        try {
            for (ObjectChange change : changes) {
                concerned.add(collect(change));
            }
        } catch (HsmException e) {
            // Another's commit may have taken the object away and not be counted yet.
            synchronized (caller.context().transactions()) {
                if (outOfDate(asOf)) {
                    throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, OUT_OF_DATE, e);
                }
            }
            throw e;
        }
    }

    private boolean outOfDate(long asOf) {
        return asOf >= 0 && caller.changeCount() != asOf;
    }

    private HsmObject collect(ObjectChange change) {
        if (change instanceof ObjectChange.Create create) {
            return batch.add(maker.created(create.template()));
        }
        if (change instanceof ObjectChange.Copy copy) {
            return batch.add(maker.copied(copy.object(), copy.changes()));
        }
        if (change instanceof ObjectChange.Set set) {
            HsmObject object = service.accessible(set.object());
            batch.change(object, service.set(object, set.changes()));
            return object;
        }
        HsmObject object = service.destroyable(((ObjectChange.Destroy) change).object());
        batch.destroy(object);
        return object;
    }

    private void commit(long asOf) {
        objects.checkRoom(batch.growth());
        synchronized (caller.context().transactions()) {
            if (outOfDate(asOf)) {
                throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, OUT_OF_DATE);
            }
            objects.commit(caller, batch);
        }
    }

    private void record(ReturnCode result) {
        for (int i = 0; i < changes.size(); i++) {
            ObjectChange change = changes.get(i);
            HsmObject object = i < concerned.size() ? concerned.get(i) : named(change);
            caller.recorder().change(event(change), result, object, i + 1, changes.size());
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
            return caller.find(set.object());
        }
        if (change instanceof ObjectChange.Copy copy) {
            return caller.find(copy.object());
        }
        return change instanceof ObjectChange.Destroy destroy
                ? caller.find(destroy.object())
                : null;
    }
}
