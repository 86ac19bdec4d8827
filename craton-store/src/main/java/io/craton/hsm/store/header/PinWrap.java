package io.craton.hsm.store.header;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.crypto.Hmac;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lies under a PIN: 32 bytes wrapped with AES-256-GCM under a key from PBKDF2 and HKDF. The
 * tag is the check of the PIN: no hash of it is stored, and one derivation does both.
 */
public final class PinWrap {
    /**
     * What the configuration allows at most; a header or an archive that asks for more is forged.
     */
    public static final int MOST_ITERATIONS = 10_000_000;

    private static final byte[] KEY = "craton pin wrap".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BACKUP = "craton backup".getBytes(StandardCharsets.US_ASCII);

    private final Gcm gcm;
    private final RandomSource random;

    public PinWrap(Gcm gcm, RandomSource random) {
        this.gcm = gcm;
        this.random = random;
    }

    /** The key that wraps the content key of a backup. */
    public static byte[] backupKey(SecretKeyBytes derived, byte[] archive) {
        return derived.use(key -> Hmac.expandOnce(key, BACKUP, archive));
    }

    private static byte[] wrapKey(SecretKeyBytes derived) {
        return derived.use(key -> Hmac.expandOnce(key, KEY));
    }

    private static byte[] associated(UUID token, long generation, UserType role, PinSection pin) {
        return ByteBuffer.allocate(KEY.length + 1 + 16 + 8 + 8 + 12 + PinSection.SALT)
                .put(KEY)
                .put((byte) pin.form().code())
                .putLong(token.getMostSignificantBits())
                .putLong(token.getLeastSignificantBits())
                .putLong(generation)
                .putLong(role.code())
                .putInt(pin.version())
                .putInt(pin.content().code())
                .putInt(pin.iterations())
                .put(pin.salt().copy())
                .array();
    }

    /**
     * A PIN that opened what lies under it.
     *
     * @param section the PIN as it is wrapped
     * @param derived what other keys can be expanded from; the taker closes it
     * @param secret what lies under it; the taker wipes it
     */
    record Opened(PinSection section, SecretKeyBytes derived, byte[] secret) {}

    /** The PIN that comes after the present one of a role; derives once. */
    public PinSection next(
            TokenHeader header,
            UserType role,
            byte[] pin,
            int iterations,
            PinSection.Content content,
            byte[] secret) {
        PinSection old = PinGate.section(header, role);
        return wrap(
                header.token(), header.generation(), role, old, pin, iterations, content, secret);
    }

    /**
     * The same for a token that may have no header yet.
     *
     * @param old what it replaces: the version goes on from there
     */
    public PinSection wrap(
            UUID token,
            long generation,
            UserType role,
            PinSection old,
            byte[] pin,
            int iterations,
            PinSection.Content content,
            byte[] secret) {
        PinBytes.check(pin);
        PinSection bare = bare(old.version() + 1, content, iterations);
        try (SecretKeyBytes derived = bare.derive(pin)) {
            return seal(token, generation, role, bare, derived, secret);
        }
    }

    /** The same PIN, wrapped as PINs are wrapped now; derives once. */
    Opened renew(TokenHeader header, UserType role, Opened old, byte[] pin) {
        PinSection section = old.section();
        PinSection bare = bare(section.version(), section.content(), section.iterations());
        SecretKeyBytes derived = bare.derive(pin);
        old.derived().close();
        PinSection renewed =
                seal(header.token(), header.generation(), role, bare, derived, old.secret());
        return new Opened(renewed, derived, old.secret());
    }

    private PinSection bare(int version, PinSection.Content content, int iterations) {
        Bytes salt = random(PinSection.SALT);
        Bytes nonce = random(Gcm.NONCE);
        return new PinSection(
                version, content, iterations, salt, nonce, Bytes.NONE, 0, PinForm.PRESENT);
    }

    private PinSection seal(
            UUID token,
            long generation,
            UserType role,
            PinSection bare,
            SecretKeyBytes derived,
            byte[] secret) {
        byte[] key = wrapKey(derived);
        try {
            byte[] associated = associated(token, generation, role, bare);
            return bare.withWrapped(gcm.seal(key, bare.nonce().copy(), associated, secret));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The same PIN once the object master key under it has its first records. */
    public PinSection settled(
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
                        Bytes.NONE,
                        fresh.failures(),
                        fresh.form());
        return seal(header.token(), header.generation(), role, bare, derived, secret);
    }

    /** What lies under the PIN, or null if this is not the PIN; derives once. */
    @Nullable Opened open(TokenHeader header, UserType role, PinSection section, byte[] pin) {
        SecretKeyBytes derived = section.derive(pin);
        byte[] secret = unwrap(header, role, section, derived);
        if (secret == null) {
            derived.close();
            return null;
        }
        return new Opened(section, derived, secret);
    }

    /** What lies under the PIN, or null if this is not the PIN; the caller wipes it. */
    public byte @Nullable [] unwrap(
            TokenHeader header, UserType role, PinSection section, SecretKeyBytes derived) {
        byte[] key = wrapKey(derived);
        try {
            byte[] associated = associated(header.token(), header.generation(), role, section);
            byte[] wrapped = section.wrapped().copy();
            return gcm.open(key, section.nonce().copy(), associated, wrapped, 0);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Bytes random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }
}
