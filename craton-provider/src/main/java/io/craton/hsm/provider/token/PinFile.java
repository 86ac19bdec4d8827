package io.craton.hsm.provider.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.SecretFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/** The PIN in the first line of a file; what else was read of it is overwritten. */
public final class PinFile {
    private PinFile() {}

    /** The PIN of a file, read each time that it is wanted. */
    static Supplier<char[]> source(Path file) {
        return () -> required(file);
    }

    private static char[] required(Path file) {
        try {
            return read(file);
        } catch (CharacterCodingException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "the PIN in " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the pin-source "
                            + file
                            + " cannot be read; check that it is there and that this account may read it",
                    e);
        }
    }

    /**
     * The PIN as it is now, a new array.
     *
     * @throws CharacterCodingException if it is not UTF-8
     * @throws IOException if the file cannot be read
     */
    public static char[] read(Path file) throws IOException {
        byte[] bytes;
        try (SecretFile opened = SecretFile.open(file)) {
            bytes = opened.in().readAllBytes();
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        try {
            return characters(bytes, end);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * The PIN that the first bytes are in UTF-8, a new array.
     *
     * @throws CharacterCodingException if they are none
     */
    static char[] characters(byte[] bytes, int length) throws CharacterCodingException {
        CharBuffer text =
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
        char[] pin = Arrays.copyOf(text.array(), text.limit());
        Arrays.fill(text.array(), '\0');
        return pin;
    }
}
