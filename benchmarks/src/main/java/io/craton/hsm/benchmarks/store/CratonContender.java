package io.craton.hsm.benchmarks.store;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;

/** The store of Craton HSM, with all that it does: sealed records, a manifest in each commit. */
final class CratonContender implements Contender {
    private static final byte[] SO = "12345678".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] USER = "87654321".getBytes(StandardCharsets.US_ASCII);

    private final TokenStores stores;
    private final TokenStore token;

    CratonContender(Path directory) throws NoSuchAlgorithmException {
        SecureRandom random = SecureRandom.getInstance("NativePRNGNonBlocking");
        StoreSettings settings =
                new StoreSettings(
                        directory, 1, "0000000000000001", 100_000, 10, true, random::nextBytes);
        stores =
                ServiceLoader.load(TokenStoreProvider.class)
                        .findFirst()
                        .orElseThrow()
                        .open(settings);
        token = stores.slot(0);
        if (!token.state().initialized()) {
            token.initialize(null, SO, "Benchmark");
            token.unlock(UserType.CKU_SO, SO);
            token.setUserPin(USER);
        }
        token.unlock(UserType.CKU_USER, USER);
    }

    TokenStore token() {
        return token;
    }

    @Override
    public void put(List<Item> items) {
        List<Change> changes = new ArrayList<>(items.size());
        items.forEach(
                item ->
                        changes.add(
                                new Change.Put(item.id(), true, item.attributes(), item.secret())));
        token.commit(changes);
    }

    @Override
    public byte[] secret(UUID id) {
        byte[] secret = token.secret(id);
        if (secret == null) {
            throw new IllegalStateException("a record has no secret");
        }
        return secret;
    }

    @Override
    public long scan() {
        long[] count = new long[1];
        token.forEachObject(true, object -> count[0]++);
        return count[0];
    }

    @Override
    public void close() {
        stores.close();
    }
}
