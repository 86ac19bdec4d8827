package io.craton.hsm.store;

import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.spi.StorageProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests of this module have in common. */
final class Tokens {
    static final byte[] SO = ascii("12345678");
    static final byte[] USER = ascii("87654321");
    static final byte[] WRONG = ascii("00000000");
    static final String SERIAL = "0000000000000001";
    static final int ITERATIONS = 100_000;

    private static volatile @Nullable StorageProvider implementation;

    private Tokens() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static RandomSource random() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking")::nextBytes;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static StoreSettings settings(@Nullable Path directory) {
        return settings(directory, 1);
    }

    static StoreSettings settings(@Nullable Path directory, int slots) {
        return settings(directory, slots, SERIAL);
    }

    static StoreSettings settings(@Nullable Path directory, int slots, @Nullable String serial) {
        return new StoreSettings(directory, slots, serial, ITERATIONS, 3, true, random());
    }

    /** The same, of which nothing is written. */
    static StoreSettings readOnly(StoreSettings settings) {
        return with(settings, settings.memory(), StoreSettings.Access.READ_ONLY);
    }

    /** The same with another place for the keys of an opened token. */
    static StoreSettings withMemory(StoreSettings settings, SecretMemory memory) {
        return with(settings, memory, settings.access());
    }

    private static StoreSettings with(
            StoreSettings settings, SecretMemory memory, StoreSettings.Access access) {
        return new StoreSettings(
                settings.directory(),
                settings.slotCount(),
                settings.serialNumber(),
                settings.pbkdf2Iterations(),
                settings.maxFailedLogins(),
                settings.soRecovery(),
                settings.surroundings(),
                memory,
                settings.implementation(),
                access);
    }

    static SlotStores open(@Nullable Path directory) {
        return openWith(settings(directory));
    }

    /** Opens a store on the implementation that is tested. */
    static SlotStores openWith(StoreSettings settings) {
        StorageProvider other = implementation;
        return other == null ? SlotStores.open(settings) : SlotStores.open(settings, other);
    }

    /** With which implementation stores are opened from now on; null for the module's own. */
    static void use(@Nullable StorageProvider other) {
        implementation = other;
    }

    /** A token with both PINs, nobody logged in. */
    static void prepare(TokenStore token) {
        token.initialize(null, SO, "Test token");
        token.unlock(io.craton.hsm.UserType.CKU_SO, SO);
        token.setUserPin(USER);
        token.lock();
    }

    static Change.Put put(UUID id, boolean isPrivate, String attributes, @Nullable String secret) {
        return new Change.Put(
                id, isPrivate, ascii(attributes), secret == null ? null : ascii(secret));
    }

    static void put(
            TokenStore token,
            UUID id,
            boolean isPrivate,
            String attributes,
            @Nullable String secret) {
        token.commit(List.of(put(id, isPrivate, attributes, secret)));
    }

    static UUID id(int number) {
        return new UUID(0x1000_0000L + number * 0x9E37_79B9_7F4A_7C15L, number);
    }
}
