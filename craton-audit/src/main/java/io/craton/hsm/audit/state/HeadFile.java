package io.craton.hsm.audit.state;

import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.spi.RandomSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The head of the chain in the state directory: {@code audit.head}, two copies, of which one is
 * whole on the disk while the other is written, again and again until it is forced; each with an
 * HMAC-SHA-256 under the key in {@code audit.head.key}. The HMAC tells a head that this module
 * wrote from one that was made up by somebody who cannot read the key file. Not safe for use by
 * several threads.
 */
public final class HeadFile implements Closeable {
    private static final int COPY = 64 * 1024;
    private static final int KEY_BYTES = 32;

    private final RandomAccessFile file;
    private final Mac mac;
    private int nextCopy;
    private long writes;

    private HeadFile(RandomAccessFile file, Mac mac) {
        this.file = file;
        this.mac = mac;
    }

    /** What was found at opening. */
    public enum Found {
        /** No head: the first start with this state directory. */
        NOTHING,
        /** A head that authenticates. */
        HEAD,
        /** Something that does not authenticate. */
        NOT_AUTHENTIC
    }

    /** The name of the head in the state directory. */
    public static Path headIn(Path stateDirectory) {
        return stateDirectory.resolve("audit.head");
    }

    /** The name of the key of the head in the state directory. */
    public static Path keyIn(Path stateDirectory) {
        return stateDirectory.resolve("audit.head.key");
    }

    public static HeadFile open(Path stateDirectory, FileRules rules, RandomSource random)
            throws IOException {
        Path path = headIn(stateDirectory);
        byte[] key = key(keyIn(stateDirectory), rules, random);
        try {
            Mac mac = hmac(key);
            rules.create(path);
            rules.check(path);
            return new HeadFile(rules.open(path), mac);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Reads the head that a log in another process, or none, keeps: for tools.
     *
     * @return null if there is none that authenticates
     */
    public static @Nullable ChainHead peek(Path stateDirectory) throws IOException {
        Path key = keyIn(stateDirectory);
        Path head = headIn(stateDirectory);
        if (!Files.exists(key) || !Files.exists(head)) {
            return null;
        }
        byte[] secret = Files.readAllBytes(key);
        try (HeadFile file = new HeadFile(new RandomAccessFile(head.toFile(), "r"), hmac(secret))) {
            return file.read();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] key(Path path, FileRules rules, RandomSource random) throws IOException {
        rules.create(path);
        rules.check(path);
        byte[] key = Files.readAllBytes(path);
        if (key.length != KEY_BYTES) {
            key = new byte[KEY_BYTES];
            random.nextBytes(key);
            try (RandomAccessFile file = rules.open(path)) {
                file.setLength(0);
                file.write(key);
                file.getFD().sync();
            }
        }
        return key;
    }

    private static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no HmacSHA256 in its provider SunJCE", e);
        }
    }

    /** What the file holds. */
    public Found found() throws IOException {
        if (file.length() == 0) {
            return Found.NOTHING;
        }
        return read() == null ? Found.NOT_AUTHENTIC : Found.HEAD;
    }

    /** The newest head that authenticates. */
    public @Nullable ChainHead read() throws IOException {
        HeadText newest = null;
        for (int copy = 0; copy < 2; copy++) {
            HeadText head = read(copy);
            if (head != null && (newest == null || head.count() > newest.count())) {
                newest = head;
                nextCopy = 1 - copy;
                writes = head.count();
            }
        }
        return newest == null ? null : newest.head();
    }

    private @Nullable HeadText read(int copy) throws IOException {
        long start = (long) copy * COPY;
        int length = (int) Math.min(COPY, file.length() - start);
        if (length <= 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        file.seek(start);
        file.readFully(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int macLine = text.indexOf("\nhmac ");
        int end = text.indexOf('\n', macLine + 1);
        if (macLine < 0 || end < 0) {
            return null;
        }
        String content = text.substring(0, macLine + 1);
        byte[] expected = hmac(content).getBytes(StandardCharsets.US_ASCII);
        byte[] actual = text.substring(macLine + 6, end).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, actual) ? HeadText.parse(content) : null;
    }

    private String hmac(String content) {
        return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a head; the copy that was forced last stays as it is. */
    public void write(ChainHead head) throws IOException {
        String content = new HeadText(writes + 1, head).text();
        byte[] bytes = (content + "hmac " + hmac(content) + '\n').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > COPY) {
            throw new IOException("the head of the audit chain has more than " + COPY + " bytes");
        }
        file.seek((long) nextCopy * COPY);
        file.write(bytes);
        writes++;
    }

    /** Forces the head to the disk; the other copy is written from now on. */
    public void force() throws IOException {
        file.getFD().sync();
        nextCopy = 1 - nextCopy;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
