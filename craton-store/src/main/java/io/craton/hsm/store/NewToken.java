package io.craton.hsm.store;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.SerialNumbers;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.Domain;
import io.craton.hsm.store.record.TokenRecords;
import io.craton.hsm.store.spi.RecordStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A token that is being made: its keys and the SO PIN. Derives once, before any lock is taken. */
final class NewToken implements AutoCloseable {
    private final TokenHeader bare;
    private final byte[] master;
    private final boolean recovery;
    private final long replaces;

    private NewToken(TokenHeader bare, byte[] master, boolean recovery, long replaces) {
        this.bare = bare;
        this.master = master;
        this.recovery = recovery;
        this.replaces = replaces;
    }

    @MustBeClosed
    static NewToken make(
            int slot,
            @Nullable TokenHeader old,
            byte[] soPin,
            String label,
            StoreSettings settings,
            PinWrap wrap) {
        RandomSource random = settings.random();
        byte[] master = random(random, TokenHeader.KEY);
        UUID token = uuid(random);
        long generation = old == null ? 1 : old.generation() + 1;
        boolean recovery = settings.soRecovery();
        PinSection none = PinSection.none();
        PinSection so =
                wrap.wrap(
                        token,
                        generation,
                        UserType.CKU_SO,
                        none,
                        soPin,
                        settings.pbkdf2Iterations(),
                        recovery ? PinSection.Content.MASTER_KEY : PinSection.Content.RANDOM,
                        master);
        TokenHeader bare =
                new TokenHeader(
                        0,
                        token,
                        generation,
                        uuid(random),
                        slot,
                        settings.surroundings().clock().millis(),
                        recovery ? 1 : 0,
                        0,
                        trimmed(label),
                        SerialNumbers.ofNew(settings, slot, old),
                        Bytes.of(random(random, TokenHeader.KEY)),
                        so,
                        none);
        return new NewToken(bare, master, recovery, old == null ? -1 : old.generation());
    }

    /**
     * At most 32 bytes of UTF-8, cut between characters, without trailing blanks: they are padding.
     */
    private static String trimmed(String label) {
        String text = label.stripTrailing();
        while (text.getBytes(StandardCharsets.UTF_8).length > 32) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    private static byte[] random(RandomSource random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static UUID uuid(RandomSource random) {
        ByteBuffer bytes = ByteBuffer.wrap(random(random, 16));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** The generation of the token that it replaces, or -1. */
    long replaces() {
        return replaces;
    }

    /** The header, following the one that is there. */
    TokenHeader header(long sequence) {
        return new TokenHeader(
                sequence + 1,
                bare.token(),
                bare.generation(),
                bare.volume(),
                bare.slot(),
                bare.created(),
                bare.masterVersion(),
                bare.nonceSpace(),
                bare.label(),
                bare.serial(),
                bare.publicKey(),
                bare.so(),
                bare.user());
    }

    /** Writes what an empty token has. */
    void format(RecordStore records, TokenHeader header, Gcm gcm, RandomSource random) {
        List<Domain> domains = new ArrayList<>();
        try {
            SecretMemory heap = SecretMemory.HEAP;
            byte[] open = header.publicKey().copy();
            domains.add(new Domain(Domain.PUBLIC, open, header, gcm, random, heap));
            if (recovery) {
                domains.add(new Domain(Domain.PRIVATE, master, header, gcm, random, heap));
            }
            TokenRecords.format(records, domains, header);
        } finally {
            domains.forEach(Domain::close);
        }
    }

    @Override
    public void close() {
        Arrays.fill(master, (byte) 0);
    }
}
