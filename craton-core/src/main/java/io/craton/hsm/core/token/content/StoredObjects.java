package io.craton.hsm.core.token.content;

import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the objects of a store. One whose attributes cannot be read is missing and named, and the
 * others are there: no single object keeps a token from being opened. Safe for use by several
 * threads.
 */
public final class StoredObjects {
    private static final Logger LOG = LoggerFactory.getLogger(StoredObjects.class);

    private final int slot;
    // What cannot be read, and whether it is private.
    private final Map<UUID, Boolean> unreadable = new ConcurrentSkipListMap<>();

    StoredObjects(int slot) {
        this.slot = slot;
    }

    /**
     * Reads the public objects of a store, or the private ones.
     *
     * @param parse what to make of an object; may run on several threads at once
     * @param visitor gets what was made, one after the other
     */
    public void read(
            TokenStore store,
            boolean privateObjects,
            Function<StoredObject, HsmObject> parse,
            Consumer<HsmObject> visitor) {
        store.readObjects(
                privateObjects,
                object -> parsed(object, parse),
                object -> object.ifPresent(visitor));
    }

    /** What was made of an object; empty if it cannot be read. */
    <T> Optional<T> parsed(StoredObject object, Function<StoredObject, T> parse) {
        try {
            return Optional.of(parse.apply(object));
        } catch (RuntimeException e) {
            if (unreadable.put(object.id(), object.isPrivate()) == null) {
                LOG.warn(
                        "the {} object {} of slot {} cannot be read and is missing; the others are there. Restore a backup,"
                                + " or use the release that wrote it",
                        object.isPrivate() ? "private" : "public",
                        object.id(),
                        slot,
                        e);
            }
            return Optional.empty();
        }
    }

    /**
     * The unique ids of what could not be read.
     *
     * @param privateToo whether private objects are to be named
     */
    public List<String> unreadable(boolean privateToo) {
        return unreadable.entrySet().stream()
                .filter(object -> privateToo || !object.getValue())
                .map(object -> object.getKey().toString())
                .toList();
    }

    /**
     * Takes an object that could not be read off the list.
     *
     * @return whether it is private; null if it is not on the list
     */
    public @Nullable Boolean forget(UUID id) {
        return unreadable.remove(id);
    }

    /** Puts it back. */
    public void remember(UUID id, boolean isPrivate) {
        unreadable.put(id, isPrivate);
    }

    /** Nobody is logged in any more. */
    public void forgetPrivate() {
        unreadable.values().removeIf(isPrivate -> isPrivate);
    }

    /** There is another token, or none. */
    public void forget() {
        unreadable.clear();
    }
}
