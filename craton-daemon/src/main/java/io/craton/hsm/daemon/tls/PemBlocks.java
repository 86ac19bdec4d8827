package io.craton.hsm.daemon.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A file of PEM blocks (RFC 7468), with any text between them, or of one DER encoding. */
final class PemBlocks {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final byte SEQUENCE = 0x30;

    private final byte[] text;
    private final Path file;
    private int position;

    private PemBlocks(byte[] text, Path file) {
        this.text = text;
        this.file = file;
    }

    /** Takes blocks, one after the other. */
    interface Taker {
        /**
         * Takes one.
         *
         * @param label what the block says that it is
         * @param der what is in it; wiped afterwards
         */
        void take(String label, byte[] der);
    }

    /**
     * All blocks of a file, in order.
     *
     * @param label what a file that is one DER encoding is taken for
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if a block is no Base64 or has
     *     no end
     */
    static void read(byte[] content, Path file, String label, Taker taker) {
        if (content.length > 0 && content[0] == SEQUENCE) {
            taker.take(label, content);
            return;
        }
        new PemBlocks(content, file).readAll(taker);
    }

    /** Those with a label, which are no secrets. */
    static List<byte[]> of(byte[] content, Path file, String label) {
        List<byte[]> found = new ArrayList<>();
        read(content, file, label, (name, der) -> addIf(name.equals(label), der, found));
        return found;
    }

    private static void addIf(boolean isAsked, byte[] der, List<byte[]> found) {
        if (isAsked) {
            found.add(der.clone());
        }
    }

    private void readAll(Taker taker) {
        int begin = find(BEGIN, 0);
        while (begin >= 0) {
            position = begin + BEGIN.length();
            String label = label();
            int end = find(END + label + DASHES, position);
            if (end < 0) {
                throw TlsFile.bad(file, "has a block \"" + label + "\" without an end", null);
            }
            take(label, Arrays.copyOfRange(text, position, end), taker);
            begin = find(BEGIN, end);
        }
    }

    private String label() {
        int end = find(DASHES, position);
        if (end < 0 || end - position > 64) {
            throw TlsFile.bad(file, "has a block without a name", null);
        }
        String label = new String(text, position, end - position, StandardCharsets.ISO_8859_1);
        position = end + DASHES.length();
        return label;
    }

    private void take(String label, byte[] base64, Taker taker) {
        byte[] der = new byte[0];
        try {
            der = Base64.getMimeDecoder().decode(base64);
            taker.take(label, der);
        } catch (IllegalArgumentException e) {
            // Without a cause: it may quote a key.
            throw TlsFile.bad(file, "has a block \"" + label + "\" that is not Base64", null);
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    private int find(String words, int from) {
        byte[] sought = words.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = from; at <= text.length - sought.length; at++) {
            if (Arrays.equals(text, at, at + sought.length, sought, 0, sought.length)) {
                return at;
            }
        }
        return -1;
    }
}
