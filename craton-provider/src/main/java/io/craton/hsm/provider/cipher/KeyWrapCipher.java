package io.craton.hsm.provider.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;

/** AES key wrap (RFC 3394) and key wrap with padding (RFC 5649). */
public final class KeyWrapCipher extends BaseCipher {
    private @Nullable OpaqueKey key;
    private int mode;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A cipher without key. */
    public KeyWrapCipher(HsmAccess access, Transformation algorithm) {
        super(access, algorithm);
    }

    @Override
    @Nullable Class<? extends AlgorithmParameterSpec> specType() {
        return null;
    }

    @Override
    void init(int opmode, Key newKey, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null) {
            throw new InvalidAlgorithmParameterException(algorithm.name() + " takes no parameters");
        }
        key = null;
        data.reset();
        forgetUnread();
        OpaqueKey own = OpaqueKey.own(newKey, access);
        if (!(own instanceof TokenSecretKey)) {
            throw new InvalidKeyException(algorithm.name() + " needs a secret key");
        }
        if (algorithm.keyBits() != 0 && algorithm.keyBits() != engineGetKeySize(own)) {
            throw new InvalidKeyException(
                    algorithm.name() + " needs a key of " + algorithm.keyBits() + " bits");
        }
        if (opmode == Cipher.WRAP_MODE) {
            KeyWrapping.require(own);
        } else {
            touch(own);
        }
        if (!wraps(opmode)) {
            probe(own, opmode == Cipher.ENCRYPT_MODE);
        }
        key = own;
        mode = opmode;
    }

    private static void touch(OpaqueKey own) throws InvalidKeyException {
        try {
            own.ref().touch();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    // Tells now, where JCA expects it, whether the module encrypts so with this key.
    private void probe(OpaqueKey own, boolean encrypting) throws InvalidKeyException {
        try (CipherTask task = new CipherTask(this, own, encrypting)) {
            task.begin(mechanism());
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private OpaqueKey ready(boolean wrapping) {
        OpaqueKey now = key;
        if (now == null || wraps(mode) != wrapping) {
            throw new IllegalStateException("the cipher is not initialised for this");
        }
        return now;
    }

    private Mechanism mechanism() {
        return Mechanism.of(algorithm.mechanism());
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        ready(false);
        data.write(input, offset, length);
        return new byte[0];
    }

    @Override
    byte[] complete(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        OpaqueKey now = ready(false);
        data.write(input, offset, length);
        byte[] all = data.toByteArray();
        data.reset();
        try {
            return crypt(now, all, mode == Cipher.ENCRYPT_MODE);
        } catch (HsmException e) {
            throw ending(e);
        } finally {
            KeyWrapping.wipe(all);
        }
    }

    private byte[] crypt(OpaqueKey now, byte[] all, boolean encrypting) {
        try (CipherTask task = new CipherTask(this, now, encrypting)) {
            task.begin(mechanism());
            return task.doFinal(all, 0, all.length);
        }
    }

    @Override
    protected byte[] engineWrap(Key target) throws IllegalBlockSizeException, InvalidKeyException {
        return KeyWrapping.wrap(
                ready(true),
                target,
                access,
                (session, wrapping, object) -> session.wrapKey(mechanism(), wrapping, object));
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String wrappedAlgorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        return Unwrapping.of(ready(true), mechanism(), wrapped)
                .unwrap(wrapped, wrappedAlgorithm, type);
    }

    @Override
    protected int engineGetBlockSize() {
        return 8;
    }

    @Override
    int outputSize(int inputLength) {
        int all = data.size() + inputLength;
        return encrypts(mode) ? (all + 7) / 8 * 8 + 8 : Math.max(0, all - 8);
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    protected int engineGetKeySize(Key target) throws InvalidKeyException {
        return KeySizes.bits(OpaqueKey.own(target, access));
    }
}
