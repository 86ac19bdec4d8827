package io.craton.hsm.provider.cipher;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.PublicKeyObject;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * RSA: decryption and unwrapping with a private key in the token, encryption and wrapping with any
 * public key. Encryption with a private key is the signature without digest that some TLS libraries
 * ask for by this name.
 */
public final class RsaCipher extends BaseCipher {
    private @Nullable TokenPrivateKey privateKey;
    private @Nullable RSAPublicKey publicKey;
    private int mode;
    private OaepParameters oaep;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** A cipher without key. */
    public RsaCipher(HsmAccess access, Transformation algorithm) {
        super(access, algorithm);
        this.oaep = OaepParameters.defaults(algorithm);
    }

    @Override
    @Nullable Class<? extends AlgorithmParameterSpec> specType() {
        return algorithm.oaep() == null ? null : OAEPParameterSpec.class;
    }

    @Override
    void init(int opmode, Key key, @Nullable AlgorithmParameterSpec spec)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (spec != null && algorithm.oaep() == null && wraps(opmode)) {
            // The JDK's TLS offers its own parameters to unwrap a premaster secret. Told that this
            // key cannot be used so, it decrypts instead.
            throw new InvalidKeyException(
                    algorithm.name() + " takes no parameters to wrap or unwrap");
        }
        OaepParameters parameters = OaepParameters.of(algorithm, spec);
        privateKey = null;
        publicKey = null;
        data.reset();
        forgetUnread();
        if (key instanceof PublicKey) {
            initPublic(opmode, key, parameters.mechanism(algorithm));
        } else {
            initPrivate(opmode, key, parameters.mechanism(algorithm));
        }
        mode = opmode;
        oaep = parameters;
    }

    private void initPublic(int opmode, Key key, Mechanism mechanism) throws InvalidKeyException {
        byte[] spki = X509PublicKeys.encoding(key);
        try {
            if (!(X509PublicKeys.parse(spki) instanceof RSAPublicKey rsa)) {
                throw new InvalidKeyException("an RSA public key is needed");
            }
            if (!encrypts(opmode)) {
                throw new InvalidKeyException(
                        "a public key encrypts and wraps; to verify, use Signature");
            }
            PublicKeyObject.check(access.token(), rsa);
            access.token().check(mechanism, Flag.CKF_ENCRYPT, X509PublicKeys.template(rsa));
            publicKey = rsa;
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private void initPrivate(int opmode, Key key, Mechanism mechanism) throws InvalidKeyException {
        if (!(OpaqueKey.own(key, access) instanceof TokenPrivateKey own)
                || !(own instanceof RSAKey)) {
            throw new InvalidKeyException("an RSA key is needed");
        }
        if (opmode == Cipher.WRAP_MODE
                || (opmode == Cipher.ENCRYPT_MODE && algorithm.oaep() != null)) {
            throw new InvalidKeyException("a private key decrypts and unwraps");
        }
        try {
            if (opmode == Cipher.DECRYPT_MODE) {
                own.ref().use((session, handle) -> decryptable(session, handle, mechanism));
            } else if (opmode == Cipher.ENCRYPT_MODE) {
                own.ref().use((session, handle) -> signable(session, handle, mechanism));
            } else {
                own.ref().touch();
            }
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
        privateKey = own;
    }

    // Without the PIN that a key may want for each use: the use comes later.
    private static boolean decryptable(Session session, ObjectHandle handle, Mechanism mechanism) {
        session.decryptor(mechanism, handle).close();
        return true;
    }

    private static boolean signable(Session session, ObjectHandle handle, Mechanism mechanism) {
        session.signer(mechanism, handle).close();
        return true;
    }

    private RSAKey ready() {
        RSAPublicKey open = publicKey;
        if (open != null) {
            return open;
        }
        if (privateKey instanceof RSAKey rsa) {
            return rsa;
        }
        throw new IllegalStateException("the cipher is not initialised");
    }

    private int modulusLength() {
        return (ready().getModulus().bitLength() + 7) / 8;
    }

    @Override
    byte[] process(byte[] input, int offset, int length) {
        // One byte more than fits is enough to know that it is too much.
        int room = Math.max(0, modulusLength() + 1 - data.size());
        data.write(input, offset, Math.min(room, length));
        return new byte[0];
    }

    @Override
    byte[] complete(byte[] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        process(input, offset, length);
        byte[] all = data.toByteArray();
        data.reset();
        if (all.length > modulusLength()) {
            throw new IllegalBlockSizeException(
                    "RSA with this key takes at most " + modulusLength() + " bytes");
        }
        try {
            return crypt(all);
        } catch (HsmException e) {
            throw ending(e);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(IllegalStateException::new, e);
        } finally {
            KeyWrapping.wipe(all);
        }
    }

    private byte[] crypt(byte[] all) throws InvalidKeyException {
        Mechanism mechanism = oaep.mechanism(algorithm);
        RSAPublicKey open = publicKey;
        if (open != null) {
            try (PublicKeyObject object =
                    PublicKeyObject.of(access.token(), open, AttributeType.CKA_ENCRYPT)) {
                return object.use((session, handle) -> session.encrypt(mechanism, handle, all));
            }
        }
        TokenPrivateKey own = privateKey;
        if (own == null) {
            throw new IllegalStateException("the cipher is not initialised");
        }
        if (mode == Cipher.ENCRYPT_MODE) {
            return signed(own, mechanism, padded(all));
        }
        try (CipherTask task = new CipherTask(this, own, false)) {
            task.begin(mechanism);
            return task.doFinal(all, 0, all.length);
        }
    }

    private static byte[] signed(TokenPrivateKey own, Mechanism mechanism, byte[] data) {
        try (SignOperation operation =
                own.ref().use((session, handle) -> session.signer(mechanism, handle))) {
            own.ref().authenticate(operation::authenticate);
            operation.update(data);
            return operation.sign();
        }
    }

    // A signature without padding is over a number below the modulus; shorter input is that number
    // without zeros.
    private byte[] padded(byte[] all) {
        if (algorithm.mechanism() != MechanismType.CKM_RSA_X_509) {
            return all;
        }
        byte[] full = new byte[modulusLength()];
        System.arraycopy(all, 0, full, full.length - all.length, all.length);
        return full;
    }

    @Override
    protected byte[] engineWrap(Key key) throws IllegalBlockSizeException, InvalidKeyException {
        if (mode != Cipher.WRAP_MODE) {
            throw new IllegalStateException("the cipher is not initialised for wrapping");
        }
        ready();
        byte[] encoded = WrapTarget.encoding(key, access);
        try {
            return encoded != null
                    ? complete(encoded, 0, encoded.length)
                    : wrapped(OpaqueKey.own(key, access));
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        } catch (BadPaddingException e) {
            throw JcaFailures.as(InvalidKeyException::new, e);
        } finally {
            KeyWrapping.wipe(encoded);
        }
    }

    private byte[] wrapped(OpaqueKey own) throws InvalidKeyException {
        Mechanism mechanism = oaep.mechanism(algorithm);
        try (PublicKeyObject object =
                PublicKeyObject.of(own.ref().token(), publicKey, AttributeType.CKA_WRAP)) {
            return object.use((session, wrapping) -> wrapped(own, mechanism, wrapping));
        }
    }

    private static byte[] wrapped(OpaqueKey own, Mechanism mechanism, ObjectHandle wrapping) {
        return own.ref().use((session, handle) -> session.wrapKey(mechanism, wrapping, handle));
    }

    @Override
    protected Key engineUnwrap(byte[] wrapped, String wrappedAlgorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        TokenPrivateKey own = privateKey;
        if (own == null || mode != Cipher.UNWRAP_MODE) {
            throw new IllegalStateException("the cipher is not initialised for unwrapping");
        }
        return Unwrapping.of(own, oaep.mechanism(algorithm), wrapped)
                .unwrap(wrapped, wrappedAlgorithm, type);
    }

    @Override
    protected int engineGetBlockSize() {
        return 0;
    }

    @Override
    int outputSize(int inputLength) {
        return modulusLength();
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return oaep.encoded();
    }

    @Override
    protected int engineGetKeySize(Key key) throws InvalidKeyException {
        return key instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength()
                : KeySizes.bits(OpaqueKey.own(key, access));
    }
}
