package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** Brings software keys into the token. */
public final class KeyImport {
    private KeyImport() {}

    /** Imports a private key that has a PKCS#8 encoding. */
    public static TokenPrivateKey privateKey(ProviderToken token, byte[] pkcs8, KeyRequest request)
            throws InvalidKeySpecException {
        Template template = Pkcs8.template(pkcs8, request);
        try {
            return token.call(
                    session ->
                            (TokenPrivateKey)
                                    Keys.adopt(token, session, session.createObject(template)));
        } catch (HsmException e) {
            throw JcaFailures.as(
                    InvalidKeySpecException::new, "the token does not take this key", e);
        } finally {
            template.wipe();
        }
    }

    /** The PKCS#8 encoding of a software key; wiped by the caller. */
    public static byte[] encoding(PrivateKey key) throws InvalidKeySpecException {
        byte[] encoded = "PKCS#8".equals(key.getFormat()) ? key.getEncoded() : null;
        if (encoded == null) {
            throw new InvalidKeySpecException(
                    "a "
                            + key.getClass().getName()
                            + " cannot be imported: it has no PKCS#8 encoding");
        }
        return encoded;
    }

    /** Imports a secret key that has an encoding. */
    public static TokenSecretKey secretKey(ProviderToken token, SecretKey key, KeyRequest request)
            throws InvalidKeySpecException {
        Template template = template(key, request);
        try {
            return token.call(
                    session ->
                            Keys.adoptSecret(
                                    token,
                                    session,
                                    session.createObject(template),
                                    key.getAlgorithm()));
        } catch (HsmException e) {
            throw JcaFailures.as(
                    InvalidKeySpecException::new, "the token does not take this key", e);
        } finally {
            template.wipe();
        }
    }

    /**
     * The attributes of the object that a secret key with an encoding becomes; wiped by the caller.
     */
    public static Template template(SecretKey key, KeyRequest request)
            throws InvalidKeySpecException {
        byte[] value = "RAW".equals(key.getFormat()) ? key.getEncoded() : null;
        if (value == null) {
            throw new InvalidKeySpecException(
                    "a " + key.getClass().getName() + " cannot be imported: it has no value");
        }
        String name = key.getAlgorithm();
        if (request.isTokenKey() && !Keys.keepsName(name, Keys.secretType(name))) {
            Arrays.fill(value, (byte) 0);
            throw new InvalidKeySpecException(Keys.lostName(name));
        }
        String refusal = KeyTemplates.refusal(Keys.secretType(name), request);
        if (refusal != null) {
            throw new InvalidKeySpecException(refusal);
        }
        Template.Builder builder =
                KeyTemplates.secret(ObjectClass.CKO_SECRET_KEY, Keys.secretType(name), request)
                        .set(AttributeType.CKA_VALUE, value);
        Arrays.fill(value, (byte) 0);
        return KeyTemplates.override(builder, request.attributes());
    }
}
