package io.craton.hsm.core.token.content;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.OthersChanges.Extent;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Shows what others do to the objects of a token that several have open: to those who search, and
 * as changes to those who follow the index. What is heard while objects are read from the store is
 * shown afterwards, so that nothing is missed and nothing is there twice; who tells never waits.
 */
final class OthersObjects {
    private final ObjectIndex index;
    private final StoredObjects stored;
    private final Function<StoredObject, HsmObject> reader;
    private final Runnable removed;

    /** How many are reading objects from the store. */
    @GuardedBy("this")
    private int readings;

    /** What was heard meanwhile. */
    @GuardedBy("this")
    private final List<OthersChanges> pending = new ArrayList<>();

    /** Whether private objects are in the index. */
    @GuardedBy("this")
    private boolean privateShown;

    /**
     * @param removed is called, without a lock, when objects may have gone
     */
    OthersObjects(
            ObjectIndex index,
            StoredObjects stored,
            Function<StoredObject, HsmObject> reader,
            Runnable removed) {
        this.index = index;
        this.stored = stored;
        this.reader = reader;
        this.removed = removed;
    }

    /** Begins to follow. */
    void follow(TokenStore store) {
        store.follow(this::changed);
    }

    /** Reads objects from the store into the index. */
    void whileShowing(boolean privateObjects, Runnable reading) {
        begin(privateObjects);
        try {
            reading.run();
        } finally {
            end();
            removed.run();
        }
    }

    private synchronized void begin(boolean privateObjects) {
        readings++;
        privateShown |= privateObjects;
    }

    private synchronized void end() {
        readings--;
        if (readings == 0) {
            List<OthersChanges> heard = List.copyOf(pending);
            pending.clear();
            for (OthersChanges each : heard) {
                show(each);
            }
        }
    }

    /** The private objects are about to be taken out of the index. */
    synchronized void hidePrivate() {
        privateShown = false;
    }

    private void changed(OthersChanges changes) {
        heard(changes);
        removed.run();
    }

    private synchronized void heard(OthersChanges changes) {
        if (readings > 0) {
            pending.add(changes);
        } else {
            show(changes);
        }
    }

    @GuardedBy("this")
    private void show(OthersChanges changes) {
        List<HsmObject> added = new ArrayList<>();
        Map<HsmObject, Template> changed = new LinkedHashMap<>();
        for (StoredObject object : changes.written()) {
            HsmObject known = index.byUniqueId(object.id());
            if (known != null) {
                stored.parsed(object, OthersObjects::attributes)
                        .ifPresent(now -> changed.put(known, now));
            } else if (!object.isPrivate() || privateShown) {
                stored.parsed(object, reader).ifPresent(added::add);
            }
        }
        List<HsmObject> removed = gone(changes);
        removed.addAll(missing(changes));
        index.update(new ObjectIndex.Update(added, changed, removed));
    }

    private static Template attributes(StoredObject object) {
        return ObjectRecords.attributes(object.attributes());
    }

    private List<HsmObject> gone(OthersChanges changes) {
        List<HsmObject> found = new ArrayList<>();
        for (UUID id : changes.gone()) {
            HsmObject known = index.byUniqueId(id);
            if (known != null) {
                found.add(known);
            }
        }
        return found;
    }

    /** The objects that are missing from a complete notice; what the module provides is in none. */
    private List<HsmObject> missing(OthersChanges changes) {
        if (changes.extent() == Extent.CHANGES) {
            return List.of();
        }
        Set<UUID> present = new HashSet<>();
        changes.written().forEach(object -> present.add(object.id()));
        List<HsmObject> found = new ArrayList<>();
        for (HsmObject object : index.all()) {
            boolean ours = object.token() && object.objectClass() != ObjectClass.CKO_PROFILE;
            if (ours && changes.isComplete(object.isPrivate()) && !present.contains(object.id())) {
                found.add(object);
            }
        }
        return found;
    }
}
