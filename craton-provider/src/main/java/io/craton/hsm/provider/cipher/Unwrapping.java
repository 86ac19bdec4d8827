package io.craton.hsm.provider.cipher;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.KeyTraits;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapping of a key into a session key, with a key of the token that unwraps, or that decrypts:
 * XML encryption, CMS and JWE unwrap with keys that were made to decrypt.
 */
final class Unwrapping {
    private final OpaqueKey key;
    private final ProviderToken token;
    private final Mechanism decryption;
    private final Call call;

    /** {@code C_UnwrapKey}, or the function for authenticated wrapping. */
    interface Call {
        ObjectHandle unwrap(Session session, ObjectHandle unwrappingKey, Template template);
    }

    /**
     * @param key what unwraps
     * @param decryption the mechanism that would decrypt the key
     * @param call what unwraps it
     */
    Unwrapping(OpaqueKey key, Mechanism decryption, Call call) {
        this.key = key;
        this.token = key.ref().token();
        this.decryption = decryption;
        this.call = call;
    }

    /** With a mechanism that unwraps and decrypts with the same parameters. */
    static Unwrapping of(OpaqueKey key, Mechanism mechanism, byte[] wrapped) {
        return new Unwrapping(
                key,
                mechanism,
                (session, handle, template) ->
                        session.unwrapKey(mechanism, handle, wrapped, template));
    }

    /**
     * The key.
     *
     * @param wrapped as the caller has it
     * @param algorithm what it is for
     * @param type {@code Cipher.SECRET_KEY} or {@code Cipher.PRIVATE_KEY}
     */
    Key unwrap(byte[] wrapped, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        try {
            return switch (type) {
                case Cipher.SECRET_KEY -> secretKey(wrapped, algorithm);
                case Cipher.PRIVATE_KEY -> privateKey(wrapped, algorithm);
                default ->
                        throw new InvalidKeyException(
                                "only secret and private keys can be unwrapped");
            };
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    private boolean byDecryption() {
        KeyTraits traits = key.ref().traits();
        // A decryption has a place for the login that each use may need; unwrapping has none.
        return traits.decrypts() && (!traits.unwraps() || traits.alwaysAuthenticate());
    }

    private Key secretKey(byte[] wrapped, String algorithm) throws InvalidKeyException {
        Template template = secretTemplate(algorithm);
        if (!byDecryption()) {
            Template asked = withLength(template, SecretLengths.fixed(algorithm));
            return key.ref().use((session, handle) -> unwrapped(session, handle, asked, algorithm));
        }
        byte[] value = fitting(decrypted(wrapped, algorithm), algorithm);
        Template whole = template.toBuilder().set(AttributeType.CKA_VALUE, value).build();
        KeyWrapping.wipe(value);
        try {
            return key.ref().beside(session -> created(session, whole, algorithm));
        } catch (HsmException e) {
            throw notSuchAKey(algorithm);
        } finally {
            whole.wipe();
        }
    }

    // What a private key may decrypt, its owner may read: the content key of a message is used by
    // whatever provider decrypts the message. A key that may only unwrap, and a secret wrapping
    // key, keep what they unwrap inside.
    private Template secretTemplate(String algorithm) {
        boolean readable = key instanceof TokenPrivateKey && key.ref().traits().decrypts();
        KeyType type = Keys.secretType(algorithm);
        Template.Builder own =
                readable ? KeyTemplates.readableSecret(type) : KeyTemplates.sessionSecret(type);
        return KeyTemplates.like(key.ref(), own).build();
    }

    private static Template withLength(Template template, @Nullable Long length) {
        return length == null
                ? template
                : template.toBuilder().set(AttributeType.CKA_VALUE_LEN, length).build();
    }

    private Key unwrapped(
            Session session, ObjectHandle handle, Template template, String algorithm) {
        ObjectHandle made = call.unwrap(session, handle, template);
        return Keys.adoptSecret(token, session, made, algorithm);
    }

    private Key created(Session session, Template whole, String algorithm) {
        return Keys.adoptSecret(token, session, session.createObject(whole), algorithm);
    }

    private static KeyAlgorithm row(String algorithm) throws NoSuchAlgorithmException {
        Optional<KeyAlgorithm> row = KeyAlgorithm.ofFamily(algorithm);
        if (row.isEmpty()) {
            throw new NoSuchAlgorithmException("private keys of " + algorithm);
        }
        return row.get();
    }

    private Key privateKey(byte[] wrapped, String algorithm)
            throws InvalidKeyException, NoSuchAlgorithmException {
        KeyAlgorithm row = row(algorithm);
        if (byDecryption()) {
            return imported(decrypted(wrapped, algorithm), row);
        }
        Template.Builder own =
                KeyTemplates.secret(ObjectClass.CKO_PRIVATE_KEY, row.keyType(), KeyRequest.SESSION);
        Template template = KeyTemplates.like(key.ref(), own).build();
        return key.ref().use((session, handle) -> adopted(session, handle, template));
    }

    private Key adopted(Session session, ObjectHandle handle, Template template) {
        return Keys.adopt(token, session, call.unwrap(session, handle, template));
    }

    private Key imported(byte[] pkcs8, KeyAlgorithm row) throws InvalidKeyException {
        TokenPrivateKey made;
        try {
            made = KeyImport.privateKey(token, pkcs8, KeyRequest.SESSION);
        } catch (InvalidKeySpecException e) {
            throw notSuchAKey(row.family());
        } finally {
            KeyWrapping.wipe(pkcs8);
        }
        if (made.keyAlgorithm().keyType() != row.keyType()) {
            made.ref().discard();
            throw notSuchAKey(row.family());
        }
        return made;
    }

    // What was wrong is not told: a wrong padding looks like anything else that is no such key.
    private byte[] decrypted(byte[] wrapped, String algorithm) throws InvalidKeyException {
        try (CipherTask task = new CipherTask(this, key, false)) {
            task.begin(decryption);
            return task.doFinal(wrapped, 0, wrapped.length);
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_ENCRYPTED_DATA_INVALID
                    || e.code() == ReturnCode.CKR_AEAD_DECRYPT_FAILED) {
                throw notSuchAKey(algorithm);
            }
            throw e;
        }
    }

    // PKCS #1 v1.5 gives a message of any length for a wrong padding (decision B44); an error for
    // its length would tell. The random key in its place depends on nothing.
    private byte[] fitting(byte[] value, String algorithm) {
        if (decryption.type() != MechanismType.CKM_RSA_PKCS
                || SecretLengths.allow(algorithm, value.length)
                || !token.configured(ConfigKey.ALGORITHMS_PKCS1_IMPLICIT_REJECTION)) {
            return value;
        }
        KeyWrapping.wipe(value);
        return token.call(session -> randomKey(session, algorithm));
    }

    private static byte[] randomKey(Session session, String algorithm) {
        int choice = session.generateRandom(1)[0] & 0xff;
        return session.generateRandom(SecretLengths.choose(algorithm, choice));
    }

    // One sentence and no cause: the decrypted bytes are nobody's business.
    private static InvalidKeyException notSuchAKey(@Nullable String algorithm) {
        return new InvalidKeyException("what was unwrapped is no key for " + algorithm);
    }
}
