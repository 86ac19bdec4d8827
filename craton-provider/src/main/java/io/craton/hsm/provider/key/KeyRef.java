package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.provider.token.Reaper;
import java.lang.ref.Reference;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Names an object of a token for as long as the object lives: by its {@code CKA_UNIQUE_ID}, not by
 * a session or a handle. The handle is looked up again after a logout, a login or a reload. Safe
 * for use by several threads.
 */
public final class KeyRef {
    private final ProviderToken token;
    private volatile Known known;
    private volatile Identity identity;
    private volatile @Nullable ObjectHandle handle;
    private volatile Reaper.@Nullable Ticket ticket;

    /**
     * @param held whether the object is in the session that no logout ends
     */
    private record Identity(String uniqueId, boolean tokenObject, boolean held) {}

    /** The traits and how often the token had been changed before they were read. */
    private record Known(long changes, KeyTraits traits) {}

    /**
     * @param token the token that has the object
     * @param uniqueId its {@code CKA_UNIQUE_ID}
     * @param tokenObject false for a session object
     * @param held whether it is a session object that no logout ends
     * @param changes {@link io.craton.hsm.Slot#changeCount()} before the traits were read
     * @param traits what was read of it
     * @param handle its handle now
     */
    KeyRef(
            ProviderToken token,
            String uniqueId,
            boolean tokenObject,
            boolean held,
            long changes,
            KeyTraits traits,
            ObjectHandle handle) {
        this.token = token;
        this.known = new Known(changes, traits);
        this.identity = new Identity(uniqueId, tokenObject, held);
        this.handle = handle;
    }

    /**
     * What the object is good for, as it is now: read again only if something in the token has
     * changed.
     */
    public KeyTraits traits() {
        Known before = known;
        long changes = token.changeCount();
        if (changes >= 0 && changes == before.changes()) {
            return before.traits();
        }
        KeyTraits now = use((session, key) -> KeyTraits.of(session.describe(key, KeyTraits.and())));
        known = new Known(changes, now);
        return now;
    }

    /** The token that has the object. */
    public ProviderToken token() {
        return token;
    }

    /** Its {@code CKA_UNIQUE_ID}. */
    public String uniqueId() {
        return identity.uniqueId();
    }

    /** False for a session object, which goes with a session of the provider instance. */
    public boolean tokenObject() {
        return identity.tokenObject();
    }

    /** Whether it is a session object that lives as long as its Java object, whoever logs out. */
    public boolean held() {
        return identity.held();
    }

    /** Does something in the session that this key is used in. */
    public <R> R beside(Function<Session, R> body) {
        return held() ? token.hold(body) : token.call(body);
    }

    /**
     * Names another object from now on: the copy of a session object that was made in the token.
     */
    public void moveTo(String uniqueId, ObjectHandle newHandle) {
        keep();
        identity = new Identity(uniqueId, true, false);
        handle = newHandle;
    }

    /**
     * Has the object, a session object, destroyed when nobody can reach this name of it any more:
     * neither through the key nor in the middle of its last use.
     */
    void destroyWhenLost(ObjectHandle object) {
        ticket = token.reaper().watch(this, object);
    }

    /** Withdraws {@link #destroyWhenLost}. */
    private void keep() {
        Reaper.Ticket withdrawn = ticket;
        if (withdrawn != null) {
            withdrawn.cancel();
            ticket = null;
        }
    }

    /** Destroys the object, be it a token or a session object. */
    public void discard() {
        keep();
        use(
                (session, object) -> {
                    session.destroyObject(object);
                    return true;
                });
    }

    /** Destroys the object, if it is a session object. */
    void destroySessionObject() {
        keep();
        if (!tokenObject()) {
            use(
                    (session, object) -> {
                        session.destroyObject(object);
                        return true;
                    });
        }
    }

    /**
     * Does something with the object.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if the object was destroyed, {@code
     *     CKR_USER_NOT_LOGGED_IN} if it cannot be seen without a login
     */
    public <R> R use(BiFunction<Session, ObjectHandle, R> body) {
        try {
            return beside(session -> use(session, body));
        } finally {
            // The key may be used for the last time: what it names must not end before that has.
            Reference.reachabilityFence(this);
        }
    }

    private <R> R use(Session session, BiFunction<Session, ObjectHandle, R> body) {
        ObjectHandle before = handle;
        if (before != null) {
            try {
                return body.apply(session, before);
            } catch (HsmException e) {
                if (e.code() != ReturnCode.CKR_OBJECT_HANDLE_INVALID
                        && e.code() != ReturnCode.CKR_KEY_HANDLE_INVALID) {
                    throw e;
                }
                handle = null;
            }
        }
        ObjectHandle found = find(session);
        handle = found;
        return body.apply(session, found);
    }

    /** Looks whether the object is there. */
    public void touch() {
        use((session, object) -> session.describe(object));
    }

    private ObjectHandle find(Session session) {
        Identity sought = identity;
        Template template =
                Template.builder().set(AttributeType.CKA_UNIQUE_ID, sought.uniqueId()).build();
        List<ObjectHandle> found = session.findObjects(template);
        if (!found.isEmpty()) {
            return found.get(0);
        }
        if (sought.held()) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the key has ended: it was destroyed, or the provider or the module was closed");
        }
        if (!token.loggedIn()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "the key cannot be seen: the user is not logged in; log in, or give the provider a source of PINs"
                            + " (CratonHsmProvider.setPinSource)");
        }
        // The login may have come after the first look.
        found = session.findObjects(template);
        if (!found.isEmpty()) {
            return found.get(0);
        }
        throw new HsmException(
                ReturnCode.CKR_KEY_HANDLE_INVALID,
                sought.tokenObject()
                        ? "the key was destroyed in the token"
                        : "the key was a session key, and its session has ended");
    }

    /**
     * Gives the PIN to an operation that was just started, if the key wants it for each use.
     *
     * @param authenticate the operation's method of that name
     */
    public void authenticate(Consumer<char[]> authenticate) {
        if (!known.traits().alwaysAuthenticate()) {
            return;
        }
        token.authenticate(authenticate);
    }

    /**
     * Refuses a key that wants the PIN for each use, for a call that has no place for it.
     *
     * @throws InvalidKeyException for a key with {@code CKA_ALWAYS_AUTHENTICATE}
     */
    public void checkUsedAtOnce() throws InvalidKeyException {
        if (traits().alwaysAuthenticate()) {
            throw new InvalidKeyException(
                    "this key wants the PIN for each use (CKA_ALWAYS_AUTHENTICATE), and an agreement or a decapsulation has"
                            + " no place for it; use a key without it");
        }
    }

    /** The same object of the same token. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyRef that
                && token == that.token
                && uniqueId().equals(that.uniqueId());
    }

    @Override
    public int hashCode() {
        return uniqueId().hashCode();
    }
}
