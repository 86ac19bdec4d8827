package io.craton.hsm.benchmarks.store;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2 MVStore with a forced write for each commit; nothing is encrypted. */
final class MvStoreContender implements Contender {
    private final MVStore store;
    private final MVMap<UUID, byte[]> attributes;
    private final MVMap<UUID, byte[]> secrets;

    MvStoreContender(Path directory) {
        store =
                new MVStore.Builder()
                        .fileName(directory.resolve("store.mv").toString())
                        .autoCommitDisabled()
                        .open();
        attributes = store.openMap("attributes");
        secrets = store.openMap("secrets");
    }

    @Override
    public void put(List<Item> items) {
        synchronized (store) {
            for (Item item : items) {
                attributes.put(item.id(), item.attributes());
                secrets.put(item.id(), item.secret());
            }
            store.commit();
            store.sync();
        }
    }

    @Override
    public byte[] secret(UUID id) {
        byte[] secret = secrets.get(id);
        if (secret == null) {
            throw new IllegalStateException("a record has no secret");
        }
        return secret;
    }

    @Override
    public long scan() {
        long count = 0;
        for (UUID id : attributes.keySet()) {
            count += attributes.get(id) == null ? 0 : 1;
        }
        return count;
    }

    @Override
    public void close() {
        store.close();
    }
}
