package io.craton.hsm.provider.keystore;

import io.craton.hsm.provider.token.TokenSelector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The small text file that stands for a token where a program insists on a key store file: {@code
 * craton-token: slot=0} or {@code craton-token: label=...}. Empty lines and lines with {@code #}
 * are comments.
 */
final class TokenReference {
    private static final String PREFIX = "craton-token:";
    private static final int LIMIT = 4096;

    private TokenReference() {}

    /**
     * Reads a reference.
     *
     * @throws IOException if the stream holds anything else: a key store of another type was given
     *     by mistake
     */
    static TokenSelector read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw refused();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refused();
        }
        TokenSelector found = null;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (found != null || !line.startsWith(PREFIX)) {
                throw refused();
            }
            found = selector(line.substring(PREFIX.length()).strip());
        }
        if (found == null) {
            throw refused();
        }
        return found;
    }

    private static TokenSelector selector(String text) throws IOException {
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        switch (name) {
            case "slot" -> {
                if (!value.matches("[0-9]{1,9}")) {
                    throw refused();
                }
                return TokenSelector.slot(Long.parseLong(value));
            }
            case "label" -> {
                if (value.isEmpty()) {
                    throw refused();
                }
                return TokenSelector.label(value);
            }
            default -> throw refused();
        }
    }

    private static IOException refused() {
        return new IOException(
                "a key store file of type CratonHSM holds only a token reference, such as"
                        + " \"craton-token: slot=0\"; keys of other key stores are imported with keytool -importkeystore");
    }

    /** The reference to a token. */
    static byte[] write(TokenSelector selector) {
        return (PREFIX + " " + selector + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
