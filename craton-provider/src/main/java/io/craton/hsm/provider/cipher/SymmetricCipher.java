package io.craton.hsm.provider.cipher;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.provider.cipher.Transformation.Kind;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.jspecify.annotations.Nullable;

/** AES and ChaCha20-Poly1305 with a key in the token. One thread at a time, as JCA has it. */
public final class SymmetricCipher extends BaseCipher {
    private static final String OWN_VECTORS =
            "in approved mode the module makes the initialisation vector: initialise without parameters to"
                    + " encrypt, and ask for getIV()";

    private @Nullable CipherTask task;
    // In place of the task, if keys are wrapped or unwrapped.
    private @Nullable SymmetricWrapping wrapping;
    private @Nullable CipherParameters parameters;
    private @Nullable CipherParameters spent;
    private @Nullable OpaqueKey spentKey;
    private boolean needsInit = true;
    private boolean started;
    private final ByteArrayOutputStream aad = new ByteArrayOutputStream();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final EcbPadding padding = new EcbPadding();

    /** A cipher without key. */
    public SymmetricCipher(HsmAccess access, Transformation algorithm) {
        super(access, algorithm);
    }

    private Kind kind() {
        return algorithm.kind();
    }

    @Override
    @Nullable Class<? extends AlgorithmParameterSpec> specType() {
        return CipherParameters.specType(kind());
    }

    @Override
    void init(int opmode, Key key, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        CipherParameters given = spec == null ? null : CipherParameters.of(kind(), spec);
        end();
        needsInit = true;
        boolean encrypting = encrypts(opmode);
        OpaqueKey own = OpaqueKey.own(key, access);
        if (!(own instanceof TokenSecretKey)) {
            throw new InvalidKeyException(algorithm.name() + " needs a secret key");
        }
        if (given == null && !encrypting && kind() != Kind.ECB && kind() != Kind.ECB_PADDED) {
            throw new InvalidKeyException(
                    algorithm.name() + " cannot decrypt without its parameters");
        }
        if (given != null
                && encrypting
                && kind().aead()
                && own.equals(spentKey)
                && given.sameIv(spent)) {
            throw new InvalidAlgorithmParameterException(
                    "this key has just encrypted with this initialisation vector; a new one is needed");
        }
        checkSize(own);
        if (wraps(opmode)) {
            wrapping = SymmetricWrapping.of(algorithm, own, access, opmode, given);
            parameters = wrapping.parameters();
            return;
        }
        try {
            CipherParameters wanted = given != null ? given : generated(own);
            CipherTask started = new CipherTask(this, own, encrypting);
            started.begin(wanted.mechanism(algorithm, new byte[0], 0));
            task = started;
            parameters =
                    wanted.iv() == null && kind() == Kind.GCM
                            ? wanted.withIv(started.iv())
                            : wanted;
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_MECHANISM_PARAM_INVALID) {
                throw JcaFailures.invalidKey(e);
            }
            throw given != null && encrypting && modulesOwnVectors(own)
                    ? JcaFailures.as(InvalidAlgorithmParameterException::new, OWN_VECTORS, e)
                    : JcaFailures.as(InvalidAlgorithmParameterException::new, e);
        }
        needsInit = false;
    }

    private boolean modulesOwnVectors(OpaqueKey key) {
        return kind() == Kind.GCM
                && key.ref().token().configured(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY);
    }

    private CipherParameters generated(OpaqueKey key) {
        return key.ref().token().call(session -> CipherParameters.generated(kind(), session));
    }

    private void checkSize(OpaqueKey key) throws InvalidKeyException {
        if (algorithm.keyBits() != 0 && algorithm.keyBits() != engineGetKeySize(key)) {
            throw new InvalidKeyException(
                    algorithm.name() + " needs a key of " + algorithm.keyBits() + " bits");
        }
    }

    private void end() {
        CipherTask old = task;
        task = null;
        wrapping = null;
        if (old != null) {
            old.close();
        }
        reset();
        forgetUnread();
    }

    private void reset() {
        started = false;
        aad.reset();
        kept.reset();
        padding.reset();
    }

    private CipherTask ready() {
        CipherTask now = task;
        if (now == null || needsInit) {
            throw new IllegalStateException(
                    spent == null
                            ? "the cipher is not initialised"
                            : "the cipher has to be initialised again, with another initialisation vector");
        }
        return now;
    }

    /** The operation, started again with what has become known since the initialisation. */
    private CipherTask running(long dataLength) {
        CipherTask now = ready();
        boolean again = !started && (aad.size() > 0 || kind() == Kind.CCM);
        if (again || !now.begun()) {
            now.begin(known().mechanism(algorithm, aad.toByteArray(), dataLength));
        }
        started = true;
        return now;
    }

    private CipherParameters known() {
        CipherParameters now = parameters;
        if (now == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        return now;
    }

    @Override
    byte[] process(byte[] data, int offset, int length) {
        CipherTask now = ready();
        if (kind() == Kind.CCM) {
            started = true;
            kept.write(data, offset, length);
            return new byte[0];
        }
        try {
            byte[] out = running(0).update(data, offset, length);
            if (kind() == Kind.ECB_PADDED) {
                padding.count(length);
                return now.encrypting() ? out : padding.hold(out);
            }
            return out;
        } catch (HsmException e) {
            fail();
            throw JcaFailures.state(e);
        }
    }

    @Override
    byte[] complete(byte[] data, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        CipherTask now = ready();
        try {
            byte[] result =
                    switch (kind()) {
                        case CCM -> finishCcm(now, data, offset, length);
                        case ECB_PADDED ->
                                padding.finish(now.encrypting(), running(0), data, offset, length);
                        default -> running(0).doFinal(data, offset, length);
                    };
            reset();
            if (kind().aead() && now.encrypting()) {
                spent = parameters;
                spentKey = now.key();
                needsInit = true;
            }
            return result;
        } catch (HsmException e) {
            fail();
            throw ending(e);
        } catch (BadPaddingException e) {
            fail();
            throw e;
        }
    }

    private byte[] finishCcm(CipherTask now, byte[] data, int offset, int length) {
        kept.write(data, offset, length);
        byte[] all = kept.toByteArray();
        started = false;
        long plain =
                now.encrypting() ? all.length : Math.max(0, all.length - known().tagBits() / 8);
        return running(plain).doFinal(all, 0, all.length);
    }

    // After an error nothing is under way. A decryption may start again with the same parameters;
    // an encryption that
    // authenticates would repeat its initialisation vector.
    private void fail() {
        CipherTask now = task;
        if (now != null) {
            now.close();
            needsInit = kind().aead() && now.encrypting();
        }
        reset();
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {
        if (!kind().aead()) {
            throw new IllegalStateException(algorithm.name() + " does not authenticate other data");
        }
        ready();
        if (started) {
            throw new IllegalStateException(
                    "data that is only authenticated comes before the other data");
        }
        aad.write(source, offset, length);
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        engineUpdateAAD(bytes, 0, bytes.length);
    }

    private SymmetricWrapping wrapping() {
        SymmetricWrapping now = wrapping;
        if (now == null) {
            throw new IllegalStateException("the cipher is not initialised to wrap or unwrap");
        }
        return now;
    }

    @Override
    protected byte[] engineWrap(Key key) throws IllegalBlockSizeException, InvalidKeyException {
        byte[] wrapped = wrapping().wrap(key);
        parameters = wrapping().parameters();
        return wrapped;
    }

    @Override
    protected Key engineUnwrap(byte[] wrappedKey, String wrappedKeyAlgorithm, int wrappedKeyType)
            throws InvalidKeyException, NoSuchAlgorithmException {
        return wrapping().unwrap(wrappedKey, wrappedKeyAlgorithm, wrappedKeyType);
    }

    @Override
    protected int engineGetBlockSize() {
        return kind() == Kind.CHACHA ? 0 : 16;
    }

    @Override
    int outputSize(int inputLength) {
        CipherTask now = task;
        CipherParameters set = parameters;
        if (now == null || set == null) {
            return inputLength + 32;
        }
        int tag = now.encrypting() ? set.tagBits() / 8 : -set.tagBits() / 8;
        return switch (kind()) {
            case CCM -> Math.max(0, kept.size() + inputLength + tag);
            case ECB_PADDED -> padding.outputLength(now.encrypting(), inputLength);
            default -> {
                if (now.begun()) {
                    yield now.outputLength(inputLength);
                }
                int pad = algorithm.padded() && now.encrypting() ? 16 - inputLength % 16 : 0;
                yield Math.max(0, inputLength + tag + pad);
            }
        };
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        CipherParameters now = parameters;
        byte[] iv = now == null ? null : now.iv();
        return iv == null ? null : iv.clone();
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        CipherParameters now = parameters;
        return now == null ? null : now.encoded();
    }

    @Override
    protected int engineGetKeySize(Key key) throws InvalidKeyException {
        return KeySizes.bits(OpaqueKey.own(key, access));
    }
}
