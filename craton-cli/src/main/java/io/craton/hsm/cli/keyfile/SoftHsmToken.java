package io.craton.hsm.cli.keyfile;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.KeyFormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;

/**
 * A token directory of SoftHSM 2 whose objects are files, read with the PIN of its user or of its
 * SO and without SoftHSM.
 *
 * @param label the label of the token
 * @param objects its objects, with what is carried over of their attributes; closing wipes them
 */
public record SoftHsmToken(String label, List<Template> objects) implements AutoCloseable {
    private static final String TOKEN = "token.object";
    private static final long VENDOR = 0x80005349L;
    private static final long LABEL = VENDOR;
    private static final long SO_KEY = VENDOR + 3;
    private static final long USER_KEY = VENDOR + 4;

    /** The hash function that makes a key of a PIN. */
    private static final Digest DIGEST = Digest.SHA_256;

    private static final int SALT = 8;
    private static final int IV = 16;
    private static final byte[] MAGIC = {'R', 'J', 'R'};
    private static final int ROUNDS = 1500;

    private static final AttributeCodec CODEC = AttributeCodec.of(ByteOrder.BIG_ENDIAN, Long.BYTES);

    /** What a new object may be given; the module finds out the rest by itself. */
    private static final List<AttributeType<?>> CARRIED =
            List.of(
                    AttributeType.CKA_CLASS,
                    AttributeType.CKA_PRIVATE,
                    AttributeType.CKA_MODIFIABLE,
                    AttributeType.CKA_COPYABLE,
                    AttributeType.CKA_DESTROYABLE,
                    AttributeType.CKA_LABEL,
                    AttributeType.CKA_ID,
                    AttributeType.CKA_KEY_TYPE,
                    AttributeType.CKA_SUBJECT,
                    AttributeType.CKA_START_DATE,
                    AttributeType.CKA_END_DATE,
                    AttributeType.CKA_ALLOWED_MECHANISMS,
                    AttributeType.CKA_EXTRACTABLE,
                    AttributeType.CKA_WRAP_WITH_TRUSTED,
                    AttributeType.CKA_ALWAYS_AUTHENTICATE,
                    AttributeType.CKA_ENCRYPT,
                    AttributeType.CKA_DECRYPT,
                    AttributeType.CKA_SIGN,
                    AttributeType.CKA_SIGN_RECOVER,
                    AttributeType.CKA_VERIFY,
                    AttributeType.CKA_VERIFY_RECOVER,
                    AttributeType.CKA_WRAP,
                    AttributeType.CKA_UNWRAP,
                    AttributeType.CKA_DERIVE,
                    AttributeType.CKA_MODULUS,
                    AttributeType.CKA_PUBLIC_EXPONENT,
                    AttributeType.CKA_PRIVATE_EXPONENT,
                    AttributeType.CKA_PRIME_1,
                    AttributeType.CKA_PRIME_2,
                    AttributeType.CKA_EXPONENT_1,
                    AttributeType.CKA_EXPONENT_2,
                    AttributeType.CKA_COEFFICIENT,
                    AttributeType.CKA_EC_PARAMS,
                    AttributeType.CKA_EC_POINT,
                    AttributeType.CKA_VALUE,
                    AttributeType.CKA_CHECK_VALUE,
                    AttributeType.CKA_CERTIFICATE_TYPE,
                    AttributeType.CKA_CERTIFICATE_CATEGORY,
                    AttributeType.CKA_ISSUER,
                    AttributeType.CKA_SERIAL_NUMBER,
                    AttributeType.CKA_APPLICATION,
                    AttributeType.CKA_OBJECT_ID);

    /** The list is copied. */
    public SoftHsmToken {
        objects = List.copyOf(objects);
    }

    /**
     * Reads a token.
     *
     * @param directory that of the token, or one with a single token in it
     * @throws CliException if there is none, or several; if the passphrase is neither of its PINs;
     *     if a file is damaged
     */
    public static SoftHsmToken read(Path directory, Passphrase pin) throws IOException {
        Path token = tokenIn(directory);
        byte[] key = new byte[0];
        List<Template> objects = new ArrayList<>();
        Path reading = token.resolve(TOKEN);
        try {
            SoftHsmFile file = SoftHsmFile.read(Files.readAllBytes(reading));
            key = key(file, pin);
            for (Path each : files(token)) {
                reading = each;
                objects.add(object(Files.readAllBytes(each), key));
            }
            return new SoftHsmToken(label(file), objects);
        } catch (GeneralSecurityException e) {
            objects.forEach(Template::wipe);
            throw new CliException(ExitCode.FAILED, reading + " cannot be imported", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Path tokenIn(Path directory) throws IOException {
        if (Files.isRegularFile(directory.resolve(TOKEN))) {
            return directory;
        }
        if (Files.exists(directory.resolve("sqlite3.db"))) {
            throw database(directory);
        }
        List<Path> tokens = Files.isDirectory(directory) ? tokens(directory) : List.of();
        if (tokens.size() != 1) {
            String what = tokens.isEmpty() ? " has no token" : " has " + tokens.size() + " tokens";
            throw CliException.failed(
                    directory
                            + what
                            + " of SoftHSM 2 in files; name the directory with its "
                            + TOKEN);
        }
        return tokens.get(0);
    }

    private static CliException database(Path directory) {
        return CliException.failed(
                directory
                        + " is a token that SoftHSM keeps in a database, and this reads those in files");
    }

    private static List<Path> tokens(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(each -> Files.isRegularFile(each.resolve(TOKEN))).sorted().toList();
        }
    }

    private static List<Path> files(Path token) throws IOException {
        try (Stream<Path> all = Files.list(token)) {
            return all.filter(each -> each.toString().endsWith(".object"))
                    .filter(each -> !each.endsWith(TOKEN))
                    .sorted()
                    .toList();
        }
    }

    private static String label(SoftHsmFile token) {
        byte[] bytes = token.value(LABEL).map(SoftHsmFile.Value::bytes).orElse(new byte[0]);
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /** The key of the token, under either PIN; wiped by the caller. */
    private static byte[] key(SoftHsmFile token, Passphrase pin) throws GeneralSecurityException {
        for (long role : new long[] {USER_KEY, SO_KEY}) {
            Optional<SoftHsmFile.Value> wrapped = token.value(role);
            if (wrapped.isPresent()) {
                byte[] key = key(wrapped.get().bytes(), pin.get().bytes());
                if (key.length > 0) {
                    return key;
                }
            }
        }
        throw new KeyFormatException("the passphrase is neither the user PIN nor the SO PIN of it");
    }

    /** Empty if the PIN is another one. */
    private static byte[] key(byte[] wrapped, byte[] pin) throws GeneralSecurityException {
        if (wrapped.length < SALT + 2 * IV) {
            throw new KeyFormatException("its wrapped key is too short");
        }
        byte[] salt = Arrays.copyOf(wrapped, SALT);
        byte[] derived = derived(salt, pin);
        try {
            byte[] opened = decrypt(derived, Arrays.copyOfRange(wrapped, SALT, wrapped.length));
            int start = Math.min(MAGIC.length, opened.length);
            boolean right = Arrays.equals(Arrays.copyOf(opened, start), MAGIC);
            byte[] key = Arrays.copyOfRange(opened, start, opened.length);
            Arrays.fill(opened, (byte) 0);
            return right ? key : new byte[0];
        } catch (BadPaddingException e) {
            return new byte[0];
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static byte[] derived(byte[] salt, byte[] pin) throws GeneralSecurityException {
        MessageDigest hash = MessageDigest.getInstance(DIGEST.standardName(), "SUN");
        hash.update(salt);
        byte[] derived = hash.digest(pin);
        int rounds = ROUNDS + (salt[SALT - 1] & 0xff);
        for (int i = 1; i < rounds; i++) {
            derived = hash.digest(derived);
        }
        return derived;
    }

    private static byte[] decrypt(byte[] key, byte[] encrypted) throws GeneralSecurityException {
        byte[] iv = Arrays.copyOf(encrypted, IV);
        byte[] rest = Arrays.copyOfRange(encrypted, IV, encrypted.length);
        return EncryptedKey.decrypt("AES", key, iv, rest);
    }

    /**
     * The attributes of an object that are carried over.
     *
     * @param content the file
     * @param key the key of the token
     * @throws GeneralSecurityException if it is damaged
     */
    public static Template object(byte[] content, byte[] key) throws GeneralSecurityException {
        SoftHsmFile file = SoftHsmFile.read(content);
        Template.Builder template = Template.builder();
        boolean isPrivate =
                file.value(AttributeType.CKA_PRIVATE.code())
                        .map(value -> value.bytes()[0] != 0)
                        .orElse(false);
        try {
            for (AttributeType<?> type : CARRIED) {
                Optional<SoftHsmFile.Value> found = file.value(type.code());
                if (found.isPresent() && found.get().bytes().length > 0) {
                    SoftHsmFile.Value value = found.get();
                    // Dates of private objects are as they are, and too short to be anything else.
                    boolean sealed =
                            isPrivate && value.encrypted() && value.bytes().length >= 2 * IV;
                    byte[] plain = sealed ? decrypt(key, value.bytes()) : value.bytes();
                    put(template, type, plain);
                    Arrays.fill(plain, (byte) 0);
                }
            }
            return template.build();
        } catch (HsmException e) {
            throw new KeyFormatException("an attribute in it has a value that is none", e);
        } finally {
            file.wipe();
        }
    }

    private static <T> void put(Template.Builder template, AttributeType<T> type, byte[] value) {
        template.set(type, CODEC.decodeValue(type, value));
    }

    @Override
    public void close() {
        objects.forEach(Template::wipe);
    }

    @Override
    public String toString() {
        return "SoftHsmToken[" + label + ", " + objects.size() + " objects]";
    }
}
