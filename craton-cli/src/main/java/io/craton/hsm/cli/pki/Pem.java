package io.craton.hsm.cli.pki;

import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.spi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of keys and certificates (RFC 7468). */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private Pem() {}

    /**
     * A block of a file.
     *
     * @param type what it says it is, such as {@code CERTIFICATE}
     * @param der its content
     */
    public record Block(String type, Bytes der) {
        @Override
        public String toString() {
            return "Block[" + type + "]";
        }
    }

    /** Writes a block, with a line feed at its end. */
    public static String encode(String type, byte[] der) {
        return "-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + type
                + "-----\n";
    }

    /**
     * All blocks of a file, in order.
     *
     * @param name the name of the file, for errors
     */
    public static List<Block> decode(byte[] file, String name) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            byte[] base64 = matcher.group(2).getBytes(StandardCharsets.US_ASCII);
            try {
                blocks.add(
                        new Block(
                                matcher.group(1),
                                Bytes.of(Base64.getMimeDecoder().decode(base64))));
            } catch (IllegalArgumentException e) {
                throw CliException.failed(
                        name + " has a PEM block '" + matcher.group(1) + "' that is not Base64");
            } finally {
                Arrays.fill(base64, (byte) 0);
            }
        }
        return blocks;
    }
}
