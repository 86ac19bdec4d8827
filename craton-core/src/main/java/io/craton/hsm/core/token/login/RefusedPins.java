package io.craton.hsm.core.token.login;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.runtime.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PINs that were refused to programs, so that a program with a PIN that is out of date does not
 * lock the token by itself. In memory each is an HMAC under a key of this opening; beside the store
 * one file has them for the next opening, as PBKDF2 with the iterations of the PIN itself, so that
 * the file is no easier to guess from than the store. Not safe for use by several threads: {@link
 * Unattended} lets them through one by one.
 */
final class RefusedPins {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedPins.class);
    private static final int MOST = 8;
    private static final int LENGTH = 32;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final String HEAD = "craton-refused-pins 1";
    private static final Pattern FIRST = Pattern.compile(HEAD + " ([0-9a-f]{64}) ([0-9]{1,8})");
    private static final Pattern LINE = Pattern.compile("[0-9a-f]{64}");

    private final Parts parts;
    private final @Nullable Path file;
    private final List<byte[]> now = new ArrayList<>();
    private byte @Nullable [] key;

    RefusedPins(Parts parts, int slot) {
        HsmConfig config = parts.config();
        this.parts = parts;
        this.file =
                config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)
                        ? config.path(ConfigKey.TOKEN_STORAGE_PATH).resolve("refused-pins-" + slot)
                        : null;
    }

    /** Whether this PIN was refused since the module was opened. */
    boolean sinceOpening(byte[] pin) {
        return !now.isEmpty() && contains(now, mac(pin));
    }

    /** Whether this PIN was refused before the module was opened. */
    boolean beforeOpening(byte[] pin) {
        Kept kept = read();
        return kept != null && contains(kept.hashes(), kept.hash(pin));
    }

    /** Remembers a PIN that was just refused. */
    void add(byte[] pin, boolean forLater) {
        if (!sinceOpening(pin)) {
            put(now, mac(pin));
        }
        if (forLater && file != null) {
            keep(file, pin);
        }
    }

    /** Forgets all: there is another PIN. */
    void clear() {
        now.clear();
        deleteFile();
    }

    /** Forgets what is beside the store; by whatever thread. */
    void deleteFile() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted, delete it by hand: {}", file, e.toString());
            }
        }
    }

    private static void put(List<byte[]> hashes, byte[] hash) {
        hashes.add(hash);
        if (hashes.size() > MOST) {
            hashes.remove(0);
        }
    }

    private static boolean contains(List<byte[]> hashes, byte[] hash) {
        boolean found = false;
        for (byte[] each : hashes) {
            found |= MessageDigest.isEqual(each, hash);
        }
        return found;
    }

    private byte[] mac(byte[] pin) {
        byte[] made = key;
        if (made == null) {
            made = new byte[LENGTH];
            parts.random().nextBytes(made);
            key = made;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
            mac.init(new SecretKeySpec(made, "HmacSHA256"));
            return mac.doFinal(pin);
        } catch (GeneralSecurityException e) {
            throw failed(e);
        }
    }

    private static HsmException failed(GeneralSecurityException e) {
        return new HsmException(
                ReturnCode.CKR_GENERAL_ERROR, "the JDK's provider SunJCE is needed", e);
    }

    /** What the file has. */
    private record Kept(byte[] salt, int iterations, List<byte[]> hashes) {
        byte[] hash(byte[] pin) {
            // One character for each byte, whatever the bytes are.
            char[] text = new char[pin.length];
            for (int i = 0; i < pin.length; i++) {
                text[i] = (char) (pin[i] & 0xff);
            }
            PBEKeySpec spec = new PBEKeySpec(text, salt, iterations, LENGTH * Byte.SIZE);
            try {
                return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256", "SunJCE")
                        .generateSecret(spec)
                        .getEncoded();
            } catch (GeneralSecurityException e) {
                throw failed(e);
            } finally {
                spec.clearPassword();
                Arrays.fill(text, '\0');
            }
        }

        String text() {
            StringBuilder text = new StringBuilder(HEAD);
            text.append(' ').append(HexFormat.of().formatHex(salt));
            text.append(' ').append(iterations).append('\n');
            for (byte[] hash : hashes) {
                text.append(HexFormat.of().formatHex(hash)).append('\n');
            }
            return text.toString();
        }
    }

    // A file that is none of ours tells nothing: the PIN is tried, as it would be without the file.
    private @Nullable Kept read() {
        if (file == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            Matcher head = FIRST.matcher(lines.isEmpty() ? "" : lines.get(0));
            if (!head.matches()) {
                return null;
            }
            List<byte[]> hashes = new ArrayList<>();
            for (String line : lines.subList(1, Math.min(lines.size(), MOST + 1))) {
                if (LINE.matcher(line).matches()) {
                    hashes.add(HexFormat.of().parseHex(line));
                }
            }
            int iterations = Integer.parseInt(head.group(2));
            return iterations < 1 || iterations > MOST_ITERATIONS
                    ? null
                    : new Kept(HexFormat.of().parseHex(head.group(1)), iterations, hashes);
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return null;
        }
    }

    private void keep(Path where, byte[] pin) {
        Path directory = where.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        Kept before = read();
        byte[] salt = before == null ? new byte[LENGTH] : before.salt();
        if (before == null) {
            parts.random().nextBytes(salt);
        }
        int iterations =
                before == null
                        ? parts.config().integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS)
                        : before.iterations();
        List<byte[]> hashes = new ArrayList<>(before == null ? List.of() : before.hashes());
        Kept kept = new Kept(salt, iterations, hashes);
        byte[] hash = kept.hash(pin);
        if (contains(hashes, hash)) {
            return;
        }
        put(hashes, hash);
        try {
            write(where, kept.text());
        } catch (IOException e) {
            // The PIN is remembered as long as the module is open.
            LOG.warn("{} cannot be written: {}", where, e.toString());
        }
    }

    private static void write(Path where, String text) throws IOException {
        Path fresh = where.resolveSibling(where.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        boolean posix = fresh.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(
                    fresh,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(fresh);
        }
        Files.writeString(fresh, text, StandardCharsets.ISO_8859_1, StandardOpenOption.WRITE);
        Files.move(fresh, where, StandardCopyOption.ATOMIC_MOVE);
    }
}
