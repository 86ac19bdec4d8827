package io.craton.hsm.cli.crypto;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.TokenObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;

/**
 * Encrypted files of any length, in chunks that the token authenticates one by one, in constant
 * memory. To the audit log a file is one use of the key.
 */
final class ChunkedFile {
    private static final int ENCRYPTED_CHUNK =
            MessageCipher.IV_BYTES + FileHeader.CHUNK + MessageCipher.TAG_BYTES;

    private ChunkedFile() {}

    /** Encrypts everything that a stream has. */
    static void encrypt(Session session, TokenObject key, InputStream in, OutputStream out)
            throws IOException {
        byte[] fileId = session.generateRandom(FileHeader.FILE_ID_BYTES);
        FileHeader header = FileHeader.of(uniqueId(key), fileId);
        try (MessageCipher cipher = session.messageEncryptor(key.handle())) {
            out.write(header.encoded());
            byte[] chunk = in.readNBytes(FileHeader.CHUNK);
            for (long index = 0; ; index++) {
                byte[] next = following(in, chunk, FileHeader.CHUNK);
                boolean last = next.length == 0;
                out.write(cipher.message(header.aad(index, last), chunk));
                Arrays.fill(chunk, (byte) 0);
                if (last) {
                    return;
                }
                chunk = next;
            }
        }
    }

    /**
     * Decrypts the chunks behind a head. What is written is what was encrypted, from its beginning
     * on; that nothing is missing is known at the end only.
     *
     * @param file the name of the file, for messages
     * @throws HsmException {@code CKR_AEAD_DECRYPT_FAILED} if it is not a whole file of this key
     */
    static void decrypt(
            Session session,
            TokenObject key,
            FileHeader header,
            InputStream in,
            OutputStream out,
            String file)
            throws IOException {
        try (MessageCipher cipher = session.messageDecryptor(key.handle())) {
            byte[] chunk = in.readNBytes(ENCRYPTED_CHUNK);
            for (long index = 0; ; index++) {
                byte[] next = following(in, chunk, ENCRYPTED_CHUNK);
                boolean last = next.length == 0;
                byte[] data = open(cipher, header.aad(index, last), chunk, key, header, file);
                if (data.length == 0 && index > 0) {
                    throw CliException.failed(
                            file + " has an empty chunk behind others, which no version writes");
                }
                out.write(data);
                Arrays.fill(data, (byte) 0);
                if (last) {
                    return;
                }
                chunk = next;
            }
        }
    }

    /** The next chunk; none behind one that is not full. */
    private static byte[] following(InputStream in, byte[] chunk, int length) throws IOException {
        return chunk.length < length ? new byte[0] : in.readNBytes(length);
    }

    private static byte[] open(
            MessageCipher cipher,
            byte[] aad,
            byte[] chunk,
            TokenObject key,
            FileHeader header,
            String file) {
        try {
            return cipher.message(aad, chunk);
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_AEAD_DECRYPT_FAILED
                    && e.code() != ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE) {
                throw e;
            }
            throw new HsmException(
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                    file
                            + " is not whole: it was changed, cut off or put together from others"
                            + otherKey(key, header),
                    e);
        }
    }

    /** A copy of the key has another id and decrypts all the same: the id alone refuses nothing. */
    private static String otherKey(TokenObject key, FileHeader header) {
        return header.key().equals(uniqueId(key))
                ? ""
                : ", or it belongs to another key: it names the one with the unique id "
                        + header.key()
                        + ", and '"
                        + key.label()
                        + "' has "
                        + uniqueId(key);
    }

    private static UUID uniqueId(TokenObject key) {
        return UUID.fromString(key.attributes().get(AttributeType.CKA_UNIQUE_ID, ""));
    }
}
