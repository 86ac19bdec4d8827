package io.craton.hsm.provider.cipher;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.TokenKey;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.Token;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** Wrapping and unwrapping of keys with keys of the token. */
final class KeyWrapping {
    private KeyWrapping() {}

    /**
     * The encoding of a key that is not in the token; null for a key that is.
     *
     * @throws InvalidKeyException if there is neither
     */
    static byte @Nullable [] encoding(@Nullable Key key, HsmAccess access)
            throws InvalidKeyException {
        if (TokenKey.isOwn(key, access)) {
            return null;
        }
        byte[] encoded = key == null ? null : key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException(
                    "the key is neither in this token nor has it an encoding");
        }
        return encoded;
    }

    static void wipe(byte @Nullable [] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Wraps a key of the token with another one. */
    static byte[] wrap(TokenKey wrappingKey, Mechanism mechanism, Key key, HsmAccess access)
            throws InvalidKeyException {
        TokenKey own = TokenKey.own(key, access);
        sameToken(wrappingKey, own);
        return wrappingKey
                .ref()
                .use(
                        (session, wrapping) ->
                                own.ref()
                                        .use(
                                                (inner, wrapped) ->
                                                        inner.wrapKey(
                                                                mechanism, wrapping, wrapped)));
    }

    private static void sameToken(TokenKey one, TokenKey other) throws InvalidKeyException {
        if (one.ref().token() != other.ref().token()) {
            throw new InvalidKeyException("both keys have to be in the same token");
        }
    }

    /** Unwraps into a session key. */
    static Key unwrap(
            TokenKey unwrappingKey, Mechanism mechanism, byte[] wrapped, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        Token token = unwrappingKey.ref().token();
        switch (type) {
            case Cipher.SECRET_KEY -> {
                return unwrappingKey
                        .ref()
                        .use(
                                (session, key) -> {
                                    Template template =
                                            secretTemplate(
                                                    session.getAttributes(
                                                            key,
                                                            AttributeType.CKA_CLASS,
                                                            AttributeType.CKA_DECRYPT),
                                                    algorithm);
                                    ObjectHandle made =
                                            session.unwrapKey(mechanism, key, wrapped, template);
                                    return Keys.adoptSecret(token, session, made, algorithm);
                                });
            }
            case Cipher.PRIVATE_KEY -> {
                KeyAlgorithm row =
                        KeyAlgorithm.ofFamily(algorithm)
                                .orElseThrow(
                                        () ->
                                                new NoSuchAlgorithmException(
                                                        "private keys of " + algorithm));
                Template template =
                        KeyTemplates.secret(ObjectClass.CKO_PRIVATE_KEY, row.keyType(), null)
                                .build();
                return unwrappingKey
                        .ref()
                        .use(
                                (session, key) -> {
                                    ObjectHandle made =
                                            session.unwrapKey(mechanism, key, wrapped, template);
                                    return Keys.adopt(token, session, made);
                                });
            }
            default ->
                    throw new InvalidKeyException("only secret and private keys can be unwrapped");
        }
    }

    // What a private key may decrypt, its owner may read: the content key of a message is used by
    // whatever provider
    // decrypts the message. A key that may only unwrap, and a secret wrapping key, keep what they
    // unwrap inside.
    private static Template secretTemplate(Template unwrappingKey, String algorithm) {
        boolean readable =
                unwrappingKey.get(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY)
                                == ObjectClass.CKO_PRIVATE_KEY
                        && unwrappingKey.get(AttributeType.CKA_DECRYPT, false);
        return (readable
                        ? KeyTemplates.readableSecret(Keys.secretType(algorithm))
                        : KeyTemplates.sessionSecret(Keys.secretType(algorithm)))
                .build();
    }
}
