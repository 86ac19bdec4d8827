package io.craton.hsm.provider.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * What all ciphers of this provider share: output buffers, wrapping, and the translation of errors.
 */
abstract class BaseCipher extends CipherSpi {
    final HsmAccess access;
    final Transformation algorithm;
    // What did not fit into the caller's buffer: the caller comes again with the same input and a
    // larger buffer.
    private byte @Nullable [] unread;
    private @Nullable String saidMode;

    BaseCipher(HsmAccess access, Transformation algorithm) {
        this.access = access;
        this.algorithm = algorithm;
    }

    /**
     * Starts anew.
     *
     * @param spec null for the defaults of the algorithm
     */
    abstract void init(int opmode, Key key, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException;

    /** The specification that the algorithm takes; null if it takes none. */
    abstract @Nullable Class<? extends AlgorithmParameterSpec> specType();

    @Override
    protected final void engineInit(int opmode, Key key, SecureRandom random)
            throws InvalidKeyException {
        try {
            init(opmode, key, null);
        } catch (InvalidAlgorithmParameterException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        }
    }

    @Override
    protected final void engineInit(
            int opmode, Key key, @Nullable AlgorithmParameterSpec spec, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(opmode, key, spec);
    }

    @Override
    protected final void engineInit(
            int opmode, Key key, @Nullable AlgorithmParameters encoded, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        init(opmode, key, encoded == null ? null : decode(encoded));
    }

    private AlgorithmParameterSpec decode(AlgorithmParameters encoded)
            throws InvalidAlgorithmParameterException {
        Class<? extends AlgorithmParameterSpec> type = specType();
        if (type == null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " takes no parameters");
        }
        try {
            return encoded.getParameterSpec(type);
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(
                    "these are not parameters of " + algorithm.name(), e);
        }
    }

    /** Data in, ready data out. */
    abstract byte[] process(byte[] data, int offset, int length);

    /** Last data in, the rest out. */
    abstract byte[] complete(byte[] data, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException;

    final void forgetUnread() {
        unread = null;
    }

    // Of a transformation that it finds by an alias JCA says mode and padding once more, unless the
    // provider was named: what is in the alias is right, and nothing else is.

    @Override
    protected final void engineSetMode(String mode) throws NoSuchAlgorithmException {
        if (!algorithm.hasMode(mode)) {
            throw new NoSuchAlgorithmException(algorithm.name() + " has no mode " + mode);
        }
        saidMode = mode;
    }

    @Override
    protected final void engineSetPadding(String padding) throws NoSuchPaddingException {
        if (!algorithm.isNamed(saidMode, padding)) {
            throw new NoSuchPaddingException(algorithm.name() + " has no padding " + padding);
        }
    }

    @Override
    protected final byte[] engineUpdate(byte[] input, int inputOffset, int inputLength) {
        byte[] waiting = taken();
        return waiting == null ? process(input, inputOffset, inputLength) : waiting;
    }

    @Override
    protected final int engineUpdate(
            byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset)
            throws ShortBufferException {
        return place(engineUpdate(input, inputOffset, inputLength), output, outputOffset);
    }

    @Override
    protected final byte[] engineDoFinal(byte @Nullable [] input, int inputOffset, int inputLength)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] waiting = taken();
        if (waiting != null) {
            return waiting;
        }
        return input == null
                ? complete(new byte[0], 0, 0)
                : complete(input, inputOffset, inputLength);
    }

    @Override
    protected final int engineDoFinal(
            byte @Nullable [] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        return place(engineDoFinal(input, inputOffset, inputLength), output, outputOffset);
    }

    private int place(byte[] result, byte[] output, int outputOffset) throws ShortBufferException {
        if (output.length - outputOffset < result.length) {
            unread = result;
            throw new ShortBufferException(
                    "the result has "
                            + result.length
                            + " bytes, the buffer has room for "
                            + Math.max(0, output.length - outputOffset));
        }
        System.arraycopy(result, 0, output, outputOffset, result.length);
        return result.length;
    }

    private byte @Nullable [] taken() {
        byte[] waiting = unread;
        unread = null;
        return waiting;
    }

    /** How many bytes the next call gives at most, if there is nothing waiting. */
    abstract int outputSize(int inputLength);

    @Override
    protected final int engineGetOutputSize(int inputLength) {
        byte[] waiting = unread;
        return waiting == null ? outputSize(inputLength) : waiting.length;
    }

    /** The exception of {@code doFinal} for an error of the module. */
    final IllegalStateException ending(HsmException e)
            throws IllegalBlockSizeException, BadPaddingException {
        switch (e.code()) {
            case CKR_AEAD_DECRYPT_FAILED -> throw JcaFailures.as(AEADBadTagException::new, e);
            case CKR_ENCRYPTED_DATA_INVALID, CKR_DATA_INVALID ->
                    throw algorithm.kind().aead()
                            ? JcaFailures.as(AEADBadTagException::new, e)
                            : JcaFailures.as(BadPaddingException::new, e);
            case CKR_DATA_LEN_RANGE, CKR_ENCRYPTED_DATA_LEN_RANGE -> {
                // Too short to hold a tag is for JCA a wrong tag.
                if (algorithm.kind().aead()
                        && e.code() == io.craton.hsm.ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE) {
                    throw JcaFailures.as(AEADBadTagException::new, e);
                }
                throw JcaFailures.as(IllegalBlockSizeException::new, e);
            }
            default -> {
                return JcaFailures.state(e);
            }
        }
    }

    static boolean encrypts(int mode) {
        return mode == Cipher.ENCRYPT_MODE || mode == Cipher.WRAP_MODE;
    }

    static boolean wraps(int mode) {
        return mode == Cipher.WRAP_MODE || mode == Cipher.UNWRAP_MODE;
    }

    @Override
    protected abstract byte[] engineWrap(Key key)
            throws IllegalBlockSizeException, InvalidKeyException;

    @Override
    protected abstract Key engineUnwrap(
            byte[] wrappedKey, String wrappedKeyAlgorithm, int wrappedKeyType)
            throws InvalidKeyException, NoSuchAlgorithmException;
}
