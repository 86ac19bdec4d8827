package io.craton.hsm.store.header;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.file.DiskSpace;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.spi.StoredHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The keys that an opened store works with, for tests that look where they lie. */
public final class StoreKeys {
    private static final RandomSource NONE = bytes -> {};

    private StoreKeys() {}

    /**
     * The keys under a user PIN, by name.
     *
     * @param store the directory of the store; its header is copied, so that nothing is written
     * @param work a directory for the copy
     */
    public static Map<String, byte[]> of(Path store, Path work, byte[] pin) throws IOException {
        Files.createDirectories(work);
        Files.copy(store.resolve(HeaderFiles.A), work.resolve(HeaderFiles.A));
        Files.copy(store.resolve(HeaderFiles.B), work.resolve(HeaderFiles.B));
        StoredHeader stored = Objects.requireNonNull(new HeaderFiles(new DiskSpace(work)).read());
        TokenHeader header = TokenHeader.decode(work.toString(), stored.image().copy());
        PinWrap.Opened opened =
                Objects.requireNonNull(
                        new PinWrap(new Gcm(), NONE)
                                .open(header, UserType.CKU_USER, header.user(), pin));
        Hmac master = new Hmac(opened.secret());
        Map<String, byte[]> keys = new LinkedHashMap<>();
        keys.put("object master key", opened.secret());
        keys.put("key of the PIN", opened.derived().use(byte[]::clone));
        keys.put("key of the records", master.expand(ascii("craton records")));
        keys.put("key of the manifest", master.expand(ascii("craton elements")));
        return keys;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
