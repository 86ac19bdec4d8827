package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A public key of whatever origin as a session object, for one operation. */
public final class PublicKeyObject implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublicKeyObject.class);

    private final ProviderToken token;
    private final Template template;
    private @Nullable ObjectHandle handle;

    private PublicKeyObject(ProviderToken token, Template template) {
        this.token = token;
        this.template = template;
    }

    /**
     * @param token where
     * @param key a public key with an X.509 encoding
     * @param use the one thing that it is for, such as {@code CKA_VERIFY}
     */
    public static PublicKeyObject of(
            ProviderToken token, @Nullable Key key, AttributeType<Boolean> use)
            throws InvalidKeyException {
        return new PublicKeyObject(
                token, KeyTemplates.publicKey(X509PublicKeys.template(key), use));
    }

    /**
     * Has the module look at a public key, where JCA expects to be told that it is none.
     *
     * @param token where
     * @param key a public key with an X.509 encoding
     */
    public static void check(ProviderToken token, @Nullable Key key) throws InvalidKeyException {
        try (PublicKeyObject object = new PublicKeyObject(token, X509PublicKeys.template(key))) {
            object.use((session, handle) -> true);
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }

    /** Does something with the object, which is made first. */
    public <R> R use(BiFunction<Session, ObjectHandle, R> body) {
        return token.call(
                session -> {
                    close();
                    ObjectHandle made = session.createObject(template);
                    handle = made;
                    try {
                        return body.apply(session, made);
                    } catch (HsmException e) {
                        close();
                        throw e;
                    }
                });
    }

    /** Destroys the object. */
    @Override
    public void close() {
        ObjectHandle made = handle;
        handle = null;
        if (made != null) {
            try {
                token.ifThere(session -> session.destroyObject(made));
            } catch (HsmException e) {
                // It went with its session; there is nothing left to destroy.
                LOG.debug("a public session object could not be destroyed: {}", e.code());
            }
        }
    }
}
