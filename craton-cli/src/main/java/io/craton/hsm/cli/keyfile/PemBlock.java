package io.craton.hsm.cli.keyfile;

import io.craton.hsm.spi.KeyFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A block of a PEM file (RFC 7468) that may be a private key: with the header lines of RFC 1421,
 * which older programs write, and with bytes that are wiped, unlike those of certificates.
 */
final class PemBlock implements AutoCloseable {
    private static final byte[] BEGIN = ascii("-----BEGIN ");
    private static final byte[] DASHES = ascii("-----");

    private final String type;
    private final Map<String, String> headers;
    private final byte[] der;

    private PemBlock(String type, Map<String, String> headers, byte[] der) {
        this.type = type;
        this.headers = headers;
        this.der = der;
    }

    /** What it says it is, such as {@code EC PRIVATE KEY}. */
    String type() {
        return type;
    }

    /** A header line; empty if it has none of this name. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Its content, not a copy; closing wipes it. */
    byte[] der() {
        return der;
    }

    @Override
    public void close() {
        Arrays.fill(der, (byte) 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a file has such a block. */
    static boolean isIn(byte[] file) {
        return find(file, BEGIN, 0) >= 0;
    }

    /**
     * All blocks of a file, in order.
     *
     * @throws KeyFormatException if one has no end or is not Base64
     */
    static List<PemBlock> all(byte[] file) throws KeyFormatException {
        List<PemBlock> blocks = new ArrayList<>();
        int begin = find(file, BEGIN, 0);
        while (begin >= 0) {
            int name = begin + BEGIN.length;
            int nameEnd = find(file, DASHES, name);
            String type = nameEnd < 0 ? "" : text(file, name, nameEnd);
            int end = nameEnd < 0 ? -1 : find(file, ascii("-----END " + type + "-----"), nameEnd);
            if (end < 0) {
                throw new KeyFormatException("a PEM block in it has no end");
            }
            blocks.add(block(type, file, nameEnd + DASHES.length, end));
            begin = find(file, BEGIN, end);
        }
        return blocks;
    }

    /** Header lines end with an empty one. */
    private static PemBlock block(String type, byte[] file, int start, int end)
            throws KeyFormatException {
        Map<String, String> headers = new TreeMap<>();
        int at = start;
        int colon = colon(file, start, end);
        while (colon >= 0) {
            int lineEnd = find(file, ascii("\n"), colon);
            if (lineEnd < 0 || lineEnd > end) {
                break;
            }
            headers.put(text(file, at, colon).strip(), text(file, colon + 1, lineEnd).strip());
            at = lineEnd;
            colon = colon(file, at, end);
        }
        byte[] base64 = Arrays.copyOfRange(file, at, end);
        try {
            return new PemBlock(type, headers, Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new KeyFormatException("its PEM block '" + type + "' is not Base64", e);
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    private static String text(byte[] file, int start, int end) {
        return new String(file, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Only as far as the block goes: a file may have many of them. */
    private static int colon(byte[] file, int from, int end) {
        for (int at = from; at < end; at++) {
            if (file[at] == ':') {
                return at;
            }
        }
        return -1;
    }

    private static int find(byte[] file, byte[] wanted, int from) {
        for (int at = from; at <= file.length - wanted.length; at++) {
            if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "PemBlock[" + type + "]";
    }
}
