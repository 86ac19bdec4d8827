package io.craton.hsm.store.record;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.spi.TokenStore.OthersChanges.Extent;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.spi.ForeignCommit;
import io.craton.hsm.store.spi.RecordStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the commits of others what they did to the objects. What could not be followed once is
 * made up for with the next commit. Used on the thread of the notices alone.
 */
final class OthersCommits {
    private static final Logger LOG = LoggerFactory.getLogger(OthersCommits.class);

    private final RecordStore records;
    private final Domain publicDomain;
    private final Supplier<@Nullable Domain> privateDomain;
    private final Consumer<OthersChanges> listener;
    private boolean missed;

    /**
     * @param privateDomain the private records while the store is unlocked; else gives null. The
     *     store may be locked by another thread at any time
     */
    OthersCommits(
            RecordStore records,
            Domain publicDomain,
            Supplier<@Nullable Domain> privateDomain,
            Consumer<OthersChanges> listener) {
        this.records = records;
        this.publicDomain = publicDomain;
        this.privateDomain = privateDomain;
        this.listener = listener;
    }

    /**
     * Others have committed.
     *
     * @param before what is done first, and may fail like the rest
     */
    void committed(ForeignCommit commit, Runnable before) {
        try {
            before.run();
            listener.accept(commit.complete() && !missed ? changes(commit) : everything());
            missed = false;
        } catch (RuntimeException e) {
            missed = true;
            LOG.error(
                    "what others changed of the token could not be followed; it is read anew with"
                            + " their next change",
                    e);
        }
    }

    private OthersChanges changes(ForeignCommit commit) {
        Set<UUID> touched = new LinkedHashSet<>();
        for (Bytes each : commit.keys()) {
            byte[] key = each.copy();
            if (Kind.of(key) == Kind.ATTRIBUTES) {
                touched.add(Kind.id(key));
            }
        }
        List<StoredObject> written = new ArrayList<>();
        List<UUID> gone = new ArrayList<>();
        for (UUID id : touched) {
            byte[] open = records.reader().get(Kind.ATTRIBUTES.key(Domain.PUBLIC, id));
            byte[] closed = records.reader().get(Kind.ATTRIBUTES.key(Domain.PRIVATE, id));
            if (open != null) {
                written.add(object(publicDomain, id, open));
            } else if (closed == null) {
                gone.add(id);
            } else {
                privateObject(id, closed).ifPresent(written::add);
            }
        }
        return new OthersChanges(Extent.CHANGES, written, gone);
    }

    private static StoredObject object(Domain domain, UUID id, byte[] record) {
        byte[] attributes = AttributeRecord.open(domain, id, record).attributes();
        return new StoredObject(id, domain.code() == Domain.PRIVATE, attributes);
    }

    /** A private object; empty if the store is locked. */
    private Optional<StoredObject> privateObject(UUID id, byte[] record) {
        Domain present = privateDomain.get();
        if (present == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(object(present, id, record));
        } catch (RuntimeException e) {
            if (privateDomain.get() == present) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private OthersChanges everything() {
        Domain present = privateDomain.get();
        List<StoredObject> all = new ArrayList<>();
        Scan.all(records, publicDomain, present, all::add);
        return new OthersChanges(present == null ? Extent.ALL_PUBLIC : Extent.ALL, all, List.of());
    }
}
