package io.craton.hsm.store;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.RandomSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lies under a PIN: 32 bytes wrapped with AES-256-GCM under a key from PBKDF2 and HKDF. The
 * tag is the check of the PIN: no hash of it is stored, and one derivation does both.
 */
final class PinWrap {
    /**
     * What the configuration allows at most; a header or an archive that asks for more is forged.
     */
    static final int MOST_ITERATIONS = 10_000_000;

    private static final byte[] KEY = "craton pin wrap".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BACKUP = "craton backup".getBytes(StandardCharsets.US_ASCII);

    private final Gcm gcm;
    private final RandomSource random;

    PinWrap(Gcm gcm, RandomSource random) {
        this.gcm = gcm;
        this.random = random;
    }

    /** What PBKDF2 makes of a PIN; keys for several purposes are expanded from it. */
    static SecretKeyBytes derive(byte[] pin, byte[] salt, int iterations) {
        return new SecretKeyBytes(Hmac.pbkdf2(pin, salt, iterations));
    }

    /** The key that wraps the content key of a backup. */
    static byte[] backupKey(SecretKeyBytes derived, byte[] archive) {
        return derived.use(key -> new Hmac(key).expand(BACKUP, archive));
    }

    private static byte[] wrapKey(SecretKeyBytes derived) {
        return derived.use(key -> new Hmac(key).expand(KEY));
    }

    private static byte[] associated(UUID token, long generation, UserType role, PinSection pin) {
        return ByteBuffer.allocate(KEY.length + 1 + 16 + 8 + 8 + 12 + PinSection.SALT)
                .put(KEY)
                .put((byte) TokenHeader.VERSION)
                .putLong(token.getMostSignificantBits())
                .putLong(token.getLeastSignificantBits())
                .putLong(generation)
                .putLong(role.code())
                .putInt(pin.version())
                .putInt(pin.content().code())
                .putInt(pin.iterations())
                .put(pin.salt())
                .array();
    }

    /**
     * A new PIN; derives once.
     *
     * @param old what it replaces: the version goes on from there
     */
    PinSection wrap(
            UUID token,
            long generation,
            UserType role,
            PinSection old,
            byte[] pin,
            int iterations,
            PinSection.Content content,
            byte[] secret) {
        byte[] salt = random(PinSection.SALT);
        byte[] nonce = random(Gcm.NONCE);
        PinSection bare =
                new PinSection(
                        old.version() + 1, content, iterations, salt, nonce, new byte[0], 0, 0);
        try (SecretKeyBytes derived = derive(pin, salt, iterations)) {
            byte[] key = wrapKey(derived);
            byte[] wrapped =
                    gcm.seal(key, nonce, associated(token, generation, role, bare), secret);
            Arrays.fill(key, (byte) 0);
            return new PinSection(bare.version(), content, iterations, salt, nonce, wrapped, 0, 0);
        }
    }

    /** The same PIN once the object master key under it has its first records. */
    PinSection settled(
            TokenHeader header,
            UserType role,
            PinSection fresh,
            SecretKeyBytes derived,
            byte[] secret) {
        PinSection bare =
                new PinSection(
                        fresh.version(),
                        PinSection.Content.MASTER_KEY,
                        fresh.iterations(),
                        fresh.salt(),
                        random(Gcm.NONCE),
                        new byte[0],
                        fresh.failures(),
                        fresh.initFailures());
        byte[] key = wrapKey(derived);
        try {
            byte[] wrapped =
                    gcm.seal(
                            key,
                            bare.nonce(),
                            associated(header.token(), header.generation(), role, bare),
                            secret);
            return bare.withWrapped(wrapped);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** What lies under the PIN, or null if this is not the PIN; the caller wipes it. */
    byte @Nullable [] unwrap(
            TokenHeader header, UserType role, PinSection section, SecretKeyBytes derived) {
        byte[] key = wrapKey(derived);
        try {
            return gcm.open(
                    key,
                    section.nonce(),
                    associated(header.token(), header.generation(), role, section),
                    section.wrapped(),
                    0);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
