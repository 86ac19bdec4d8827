package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.CipherContext;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.InstancePool;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** A cipher of a library with its key, taken from the key's idle ones. */
final class LibraryCipher implements CipherContext {
    private static final String FAILED = "the cipher failed";

    private final BlockMode mode;
    private final boolean encrypting;
    private final InstancePool<Cipher> pool;
    private final long limit;
    private @Nullable Cipher cipher;
    private long total;
    private long given;

    private LibraryCipher(
            BlockMode mode,
            boolean encrypting,
            InstancePool<Cipher> pool,
            Cipher cipher,
            long limit) {
        this.mode = mode;
        this.encrypting = encrypting;
        this.pool = pool;
        this.cipher = cipher;
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
        InstancePool<Cipher> pool = key.ciphers(mode.transformation());
        Cipher cipher =
                Guard.call(
                        FAILED,
                        () -> {
                            Cipher taken = pool.take();
                            if (taken == null) {
                                taken = instance(mode, libraries);
                            }
                            taken.init(
                                    encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                                    key,
                                    spec,
                                    libraries.random());
                            return taken;
                        });
        return new LibraryCipher(mode, encrypting, pool, cipher, limit);
    }

    private static Cipher instance(BlockMode mode, Libraries libraries) throws Exception {
        String transformation = mode.transformation();
        String algorithm = transformation.substring(0, transformation.indexOf('/'));
        return Cipher.getInstance(
                transformation, libraries.provider(mode.primitive(), "Cipher", algorithm));
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        count(length);
        Cipher running = running();
        byte[] result = Guard.call(FAILED, () -> running.update(data, offset, length));
        if (result == null) {
            return Bytes.EMPTY;
        }
        given += result.length;
        return result;
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        count(length);
        checkTotal();
        Cipher running = running();
        ReturnCode code =
                encrypting ? ReturnCode.CKR_FUNCTION_FAILED : ReturnCode.CKR_ENCRYPTED_DATA_INVALID;
        byte[] result =
                Guard.secret(
                        code,
                        encrypting ? FAILED : "the padding at the end of the plaintext is wrong",
                        () -> running.doFinal(data, offset, length));
        cipher = null;
        pool.give(running);
        return result == null ? Bytes.EMPTY : result;
    }

    private Cipher running() {
        if (cipher == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        return cipher;
    }

    private void count(int length) {
        total += length;
        if (total > limit) {
            // The standard's code for this, in both directions.
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    "the counter has no room for more than " + limit + " bytes");
        }
    }

    private void checkTotal() {
        boolean whole = total % mode.block() == 0;
        if (mode.padded() && !encrypting) {
            if (!whole || total == 0) {
                throw wrongLength(
                        "padded ciphertext is one or more whole blocks, not " + total + " bytes");
            }
        } else if (!mode.padded() && !mode.stream() && !whole) {
            throw wrongLength(
                    "without padding the data is whole blocks of "
                            + mode.block()
                            + " bytes, not "
                            + total);
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

    // A cipher in the middle of its data is not given back: it goes with what it holds.
    @Override
    public void close() {
        cipher = null;
    }
}
