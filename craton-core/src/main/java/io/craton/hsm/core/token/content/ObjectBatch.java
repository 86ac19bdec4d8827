package io.craton.hsm.core.token.content;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.TokenStore.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of objects that are made together: in the store with one commit, then in what is seen.
 * Collected, then committed once, by one thread.
 */
public final class ObjectBatch {
    private final TokenContext context;
    private final Caller caller;
    private final List<HsmObject> made = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<HsmObject, UnaryOperator<Template>> changes = new LinkedHashMap<>();
    private final List<HsmObject> destroyed = new ArrayList<>();

    /**
     * @param caller who makes the changes
     */
    public ObjectBatch(Caller caller) {
        this.context = caller.context();
        this.caller = caller;
    }

    /**
     * Adds an object.
     *
     * @return the object, which cannot be seen yet
     */
    public HsmObject add(Draft draft) {
        drafts.add(draft);
        HsmObject object =
                new HsmObject(
                        context.newHandle(),
                        draft.id(),
                        draft.attributes(),
                        draft.token() ? 0 : caller.session().handle(),
                        draft.material(),
                        null);
        TrustMarks.sameForm(context, object);
        made.add(object);
        return object;
    }

    /** Wipes the key material of objects that were not added after all. */
    public void abandon() {
        for (int i = 0; i < drafts.size(); i++) {
            boolean seen =
                    i < made.size()
                            && made.get(i).equals(context.index().get(made.get(i).handle()));
            KeyMaterial material = drafts.get(i).material();
            if (material != null && !seen) {
                material.close();
            }
        }
    }

    /**
     * Changes the attributes of an object.
     *
     * @param change makes the new attributes of those that it has when its turn has come
     */
    public void change(HsmObject object, UnaryOperator<Template> change) {
        once(object);
        changes.put(object, change);
    }

    /** Destroys an object. */
    public void destroy(HsmObject object) {
        once(object);
        destroyed.add(object);
    }

    private void once(HsmObject object) {
        if (changes.containsKey(object) || destroyed.contains(object)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "an object is changed or destroyed once in one call");
        }
    }

    /** How many objects more there will be. */
    public int growth() {
        return made.size() - destroyed.size();
    }

    /** How many more session objects there are afterwards; negative if less. */
    int growthOfSession() {
        return ofSessions(made) - ofSessions(destroyed);
    }

    /** By number, since each new key comes here, and streams and iterators are garbage. */
    private static int ofSessions(List<HsmObject> objects) {
        int count = 0;
        for (int i = 0; i < objects.size(); i++) {
            if (!objects.get(i).token()) {
                count++;
            }
        }
        return count;
    }

    /** The objects that are added. */
    public List<HsmObject> made() {
        return made;
    }

    /**
     * Makes all changes or none.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID} if another thread has destroyed one of
     *     the objects, and what the changes and the store throw
     */
    public void commit() {
        List<HsmObject> objects = new ArrayList<>(changes.keySet());
        objects.addAll(destroyed);
        context.locks().with(objects, () -> writeIfLive(objects));
        if (!destroyed.isEmpty()) {
            context.applications().endLostOperations();
            destroyed.forEach(this::disown);
        }
    }

    private void writeIfLive(List<HsmObject> objects) {
        for (HsmObject object : objects) {
            if (!object.live()) {
                throw new HsmException(
                        ReturnCode.CKR_OBJECT_HANDLE_INVALID, "the object has just been destroyed");
            }
        }
        write();
    }

    private void write() {
        Map<HsmObject, Template> changed = new LinkedHashMap<>();
        for (Map.Entry<HsmObject, UnaryOperator<Template>> change : changes.entrySet()) {
            Template attributes = change.getValue().apply(change.getKey().attributes());
            ObjectRecords.check(attributes);
            changed.put(change.getKey(), attributes);
        }
        List<Change> writes = new ArrayList<>();
        try {
            collect(changed, writes);
            if (!writes.isEmpty()) {
                context.store().commit(writes);
            }
        } finally {
            writes.forEach(ObjectBatch::wipe);
        }
        context.index().update(new ObjectIndex.Update(made, changed, destroyed));
    }

    private void collect(Map<HsmObject, Template> changed, List<Change> writes) {
        for (int i = 0; i < made.size(); i++) {
            if (made.get(i).token()) {
                byte[] secrets = ObjectRecords.secrets(drafts.get(i).material());
                writes.add(put(made.get(i), drafts.get(i).attributes(), secrets));
            }
        }
        for (Map.Entry<HsmObject, Template> change : changed.entrySet()) {
            if (change.getKey().token()) {
                writes.add(put(change.getKey(), change.getValue(), null));
            }
        }
        for (HsmObject object : destroyed) {
            if (object.token()) {
                writes.add(new Change.Delete(object.id()));
            }
        }
    }

    private static Change put(HsmObject object, Template attributes, byte @Nullable [] secret) {
        return new Change.Put(
                object.id(), object.isPrivate(), ObjectRecords.attributes(attributes), secret);
    }

    private static void wipe(Change change) {
        if (change instanceof Change.Put put && put.secret() != null) {
            Arrays.fill(put.secret(), (byte) 0);
        }
    }

    private void disown(HsmObject object) {
        SessionContext owner = caller.application().session(object.session());
        if (owner != null) {
            owner.disowns(object);
        }
    }
}
