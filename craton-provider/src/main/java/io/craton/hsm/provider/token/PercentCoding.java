package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text with {@code %} and two hexadecimal digits for a byte (RFC 3986, section 2.1). */
final class PercentCoding {
    private static final String UNRESERVED_MARKS = "-._~";

    private PercentCoding() {}

    /**
     * The bytes that a text stands for; letters outside ASCII may stand for themselves, as UTF-8.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if a {@code %} is not followed by two digits
     */
    static byte[] decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int position = 0;
        while (position < text.length()) {
            int next = text.indexOf('%', position);
            int end = next < 0 ? text.length() : next;
            out.writeBytes(text.substring(position, end).getBytes(StandardCharsets.UTF_8));
            position = end;
            if (next >= 0) {
                out.write(octet(text, next + 1));
                position = next + 3;
            }
        }
        return out.toByteArray();
    }

    private static int octet(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high < 0 || low < 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a % is not followed by two hexadecimal digits");
        }
        return (high << 4) | low;
    }

    /**
     * The text that bytes are in UTF-8.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if they are none
     */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "a value is not UTF-8", e);
        }
    }

    /** The text for bytes: letters and digits of ASCII and {@code - . _ ~} for themselves. */
    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte octet : bytes) {
            char c = (char) (octet & 0xFF);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED_MARKS.indexOf(c) >= 0;
            text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }

    /** {@link #encode(byte[])} of a text in UTF-8. */
    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }
}
