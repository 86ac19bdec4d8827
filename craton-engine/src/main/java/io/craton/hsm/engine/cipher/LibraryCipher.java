package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.InUse;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.spi.CipherContext;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** An encryption or decryption in a mode that a library has. */
final class LibraryCipher implements CipherContext {
    private static final String FAILED = "the cipher failed";

    private final BlockMode mode;
    private final boolean encrypting;
    private final InUse<KeyedCipher> cipher;
    private final long limit;
    private long total;
    private long given;

    private LibraryCipher(
            BlockMode mode, boolean encrypting, Supplier<KeyedCipher> starter, long limit) {
        this.mode = mode;
        this.encrypting = encrypting;
        this.cipher = new InUse<>(starter);
        this.limit = limit;
    }

    /**
     * Starts.
     *
     * @param spec the initialisation vector, or null for ECB
     * @param limit the most data, in bytes
     */
    static LibraryCipher start(
            BlockMode mode,
            boolean encrypting,
            LibraryKey key,
            @Nullable AlgorithmParameterSpec spec,
            long limit,
            Libraries libraries) {
        Guard.Call<KeyedCipher> start = () -> mode.ciphers(libraries).start(encrypting, key, spec);
        return new LibraryCipher(mode, encrypting, () -> Guard.call(FAILED, start), limit);
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        checkUpdate(length);
        total += length;
        Cipher running = cipher.get().cipher();
        byte[] result = Guard.call(FAILED, () -> running.update(data, offset, length));
        if (result == null) {
            return ByteArrays.EMPTY;
        }
        given += result.length;
        return result;
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        checkFinal(length);
        Cipher running = cipher.get().cipher();
        ReturnCode code =
                encrypting ? ReturnCode.CKR_FUNCTION_FAILED : ReturnCode.CKR_ENCRYPTED_DATA_INVALID;
        byte[] result =
                Guard.secret(
                        code,
                        encrypting ? FAILED : "the padding at the end of the plaintext is wrong",
                        () -> running.doFinal(data, offset, length));
        close();
        return result == null ? ByteArrays.EMPTY : result;
    }

    @Override
    public void checkUpdate(int inputLength) {
        if (total + inputLength > limit) {
            // The standard's code for this, in both directions.
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    "the counter has no room for more than " + limit + " bytes");
        }
    }

    @Override
    public void checkFinal(int inputLength) {
        checkUpdate(inputLength);
        long all = total + inputLength;
        boolean whole = all % mode.block() == 0;
        if (mode.padded() && !encrypting) {
            if (!whole || all == 0) {
                throw wrongLength(
                        "padded ciphertext is one or more whole blocks, not " + all + " bytes");
            }
        } else if (!mode.padded() && !mode.stream() && !whole) {
            throw wrongLength(
                    "without padding the data is whole blocks of "
                            + mode.block()
                            + " bytes, not "
                            + all);
        }
    }

    private HsmException wrongLength(String message) {
        return new HsmException(
                encrypting
                        ? ReturnCode.CKR_DATA_LEN_RANGE
                        : ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                message);
    }

    @Override
    public int updateLength(int inputLength) {
        long held = total - given + inputLength;
        return toInt(mode.stream() ? held : held - held % mode.block());
    }

    @Override
    public int finalLength(int inputLength) {
        long held = total - given + inputLength;
        return toInt(
                mode.padded() && encrypting ? held - held % mode.block() + mode.block() : held);
    }

    private static int toInt(long length) {
        return (int) Math.min(Integer.MAX_VALUE, length);
    }

    @Override
    public void close() {
        cipher.close();
    }
}
