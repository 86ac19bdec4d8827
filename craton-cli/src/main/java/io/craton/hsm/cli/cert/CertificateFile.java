package io.craton.hsm.cli.cert;

import io.craton.hsm.cli.pki.Pem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A file of certificates as authorities, mailers and editors send it, in the form that Java reads:
 * without a byte order mark, UTF-16 or indentation, and without what else stands in the file.
 */
final class CertificateFile {
    private static final Set<String> CERTIFICATES =
            Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
    private static final Set<String> ENVELOPES = Set.of("PKCS7", "CMS");
    private static final int SEQUENCE = 0x30;

    private CertificateFile() {}

    /**
     * The certificates as one PEM text or one DER value; the file as it is if there are none in it.
     *
     * @param name the name of the file, for errors
     */
    static byte[] plain(byte[] file, String name) {
        byte[] text = withoutMark(file);
        List<Pem.Block> blocks = Pem.decode(text, name);
        if (blocks.isEmpty()) {
            return withoutTail(text);
        }
        StringBuilder certificates = new StringBuilder();
        for (Pem.Block block : blocks) {
            if (ENVELOPES.contains(block.type())) {
                return block.der().copy();
            }
            if (CERTIFICATES.contains(block.type())) {
                // OpenSSL writes what it trusts a certificate for behind it.
                byte[] der = withoutTail(block.der().copy());
                certificates.append(Pem.encode("CERTIFICATE", der));
            }
        }
        return certificates.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] withoutMark(byte[] file) {
        if (begins(file, 0xff, 0xfe)) {
            return decoded(file, StandardCharsets.UTF_16LE);
        }
        if (begins(file, 0xfe, 0xff)) {
            return decoded(file, StandardCharsets.UTF_16BE);
        }
        return begins(file, 0xef, 0xbb, 0xbf) ? Arrays.copyOfRange(file, 3, file.length) : file;
    }

    private static byte[] decoded(byte[] file, Charset charset) {
        try {
            ByteBuffer behindMark = ByteBuffer.wrap(file, 2, file.length - 2);
            return charset.newDecoder()
                    .decode(behindMark)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            // It only begins like a text.
            return file;
        }
    }

    private static boolean begins(byte[] file, int... start) {
        if (file.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((file[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    /** A DER value without what is behind it, such as a line feed; anything else as it is. */
    private static byte[] withoutTail(byte[] value) {
        if (value.length < 2 || value[0] != SEQUENCE || (value[1] & 0x80) == 0) {
            return value;
        }
        int count = value[1] & 0x7f;
        if (count < 1 || count > 3 || value.length < 2 + count) {
            return value;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | (value[2 + i] & 0xff);
        }
        int end = 2 + count + length;
        return end < value.length ? Arrays.copyOf(value, end) : value;
    }
}
