package io.craton.hsm.provider.key;

import io.craton.hsm.HsmException;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.security.InvalidKeyException;
import java.security.Key;
import java.util.function.Predicate;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * A private or secret key in a token. Opaque: it has neither an encoding nor a format, and it is
 * not serialisable. Two keys are equal if they name the same object.
 */
public abstract class OpaqueKey implements Key, Destroyable {
    @Serial private static final long serialVersionUID = 1L;

    private final transient KeyRef ref;
    private final String algorithm;
    private volatile boolean destroyed;

    OpaqueKey(KeyRef ref, String algorithm) {
        this.ref = ref;
        this.algorithm = algorithm;
    }

    /** The object that this key names. */
    public final KeyRef ref() {
        return ref;
    }

    /**
     * The key as one of ours.
     *
     * @param access the module that it has to be in
     * @throws InvalidKeyException if it is foreign, of another provider instance, or destroyed
     */
    public static OpaqueKey own(@Nullable Key key, HsmAccess access) throws InvalidKeyException {
        return checked(key, access::has);
    }

    /**
     * The key as one of ours.
     *
     * @param token a token of the module that it has to be in
     * @throws InvalidKeyException if it is foreign, of another module, or destroyed
     */
    public static OpaqueKey own(@Nullable Key key, ProviderToken token) throws InvalidKeyException {
        return checked(key, other -> other.module().equals(token.module()));
    }

    private static OpaqueKey checked(@Nullable Key key, Predicate<ProviderToken> ours)
            throws InvalidKeyException {
        Key given = given(key);
        if (!(given instanceof OpaqueKey own)) {
            throw new InvalidKeyException(
                    "the key is not in a Craton HSM token (it is a "
                            + given.getClass().getName()
                            + "); import it with KeyStore.setKeyEntry, or use another provider for it");
        }
        if (!ours.test(own.ref.token())) {
            throw new InvalidKeyException(
                    "the key belongs to another instance of the provider; use that instance");
        }
        if (own.destroyed) {
            throw new InvalidKeyException("destroy() was called on this key");
        }
        return own;
    }

    /**
     * A key that has to be there.
     *
     * @throws InvalidKeyException if it is null
     */
    public static <K extends Key> K given(@Nullable K key) throws InvalidKeyException {
        if (key == null) {
            throw new InvalidKeyException(
                    "the key is null: there is none, as KeyStore.getKey answers for an alias that it does not find");
        }
        return key;
    }

    /** Whether the key is one of ours, in this module; looks at nothing else. */
    public static boolean isOwn(@Nullable Object key, HsmAccess access) {
        return key instanceof OpaqueKey own && access.has(own.ref.token()) && !own.destroyed;
    }

    @Override
    public final String getAlgorithm() {
        return algorithm;
    }

    /** Null: other code takes a format for a promise that there is an encoding. */
    @Override
    @SuppressWarnings("NullAway") // Key.getFormat() documents null
    public @Nullable String getFormat() {
        return null;
    }

    /** Null. */
    @Override
    @SuppressWarnings("NullAway") // Key.getEncoded() documents null
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /**
     * Ends the use of this Java object. A session key is destroyed in the token too; a token key
     * stays there: {@link java.security.KeyStore#deleteEntry} destroys it.
     */
    @Override
    public void destroy() throws DestroyFailedException {
        if (destroyed) {
            return;
        }
        destroyed = true;
        try {
            ref.destroySessionObject();
        } catch (HsmException e) {
            throw JcaFailures.as(DestroyFailedException::new, e);
        }
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OpaqueKey that && ref.equals(that.ref);
    }

    @Override
    public final int hashCode() {
        return ref.hashCode();
    }

    /** The algorithm and where the key is; never its value. */
    @Override
    public String toString() {
        return getClass().getSimpleName()
                + "["
                + algorithm
                + ", "
                + (ref.tokenObject() ? "token" : "session")
                + " object "
                + ref.uniqueId()
                + "]";
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key that is in a token cannot be serialised");
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a key that is in a token cannot be serialised");
    }
}
