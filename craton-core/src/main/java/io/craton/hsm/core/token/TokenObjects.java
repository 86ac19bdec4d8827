package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.object.Profiles;
import io.craton.hsm.core.token.ObjectBatch.Draft;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects of a token: the bridge between the index of those that can be seen and the store. */
final class TokenObjects {
    private static final Logger LOG = LoggerFactory.getLogger(TokenObjects.class);

    private final Token token;
    private final ClearKeys clearKeys;
    private final StoredObjects stored;

    TokenObjects(Token token) {
        this.token = token;
        this.clearKeys = new ClearKeys(token.slot());
        this.stored = new StoredObjects(token.slot());
    }

    /** How the objects of the store are read. */
    StoredObjects stored() {
        return stored;
    }

    /** Shows the public token objects, and those that the module provides. */
    void loadPublic() {
        for (Template profile : Profiles.objects()) {
            token.index()
                    .add(new HsmObject(newHandle(), Profiles.id(profile), profile, 0, null, null));
        }
        load(false);
    }

    /** Shows the private token objects, after the user has logged in. */
    void loadPrivate() {
        load(true);
        token.changed();
    }

    private void load(boolean privateObjects) {
        stored.read(token.store(), privateObjects, this::fromStore, token.index()::add);
        TrustMarks.notCounting(token, privateObjects);
    }

    private HsmObject fromStore(StoredObject object) {
        Template attributes = ObjectRecords.attributes(object.attributes());
        boolean key =
                attributes.has(io.craton.hsm.AttributeType.CKA_KEY_TYPE)
                        && attributes.get(io.craton.hsm.AttributeType.CKA_CLASS)
                                != io.craton.hsm.ObjectClass.CKO_DOMAIN_PARAMETERS;
        UUID id = object.id();
        return new HsmObject(
                newHandle(), id, attributes, 0, null, key ? () -> readKey(id, attributes) : null);
    }

    private KeyMaterial readKey(UUID id, Template attributes) {
        byte[] secret = token.store().secret(id);
        try {
            return ObjectRecords.material(attributes, secret);
        } finally {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    ObjectHandle newHandle() {
        return new ObjectHandle(token.parts().handles().next());
    }

    /** Hides the private objects; private session objects are gone. */
    void endPrivate() {
        stored.forgetPrivate();
        token.index().removeIf(HsmObject::isPrivate);
        token.officerKeys().forget();
        token.changed();
    }

    /** Ends the objects of a session. */
    void endSession(CoreSession session) {
        List<HsmObject> own = session.takeObjects();
        if (!own.isEmpty()) {
            own.forEach(token.index()::remove);
            token.sessions().forEach(CoreSession::endLostOperations);
        }
    }

    /** Ends everything, for a new token or at the end of the module. */
    void forgetAll() {
        stored.forget();
        token.index().removeIf(object -> true);
    }

    void show() {
        loadPublic();
        token.changed();
    }

    /**
     * The object with this handle.
     *
     * @throws HsmException {@code code} if there is none that can be seen
     */
    HsmObject get(ObjectHandle handle, ReturnCode code) {
        HsmObject object = token.index().get(handle);
        if (object == null) {
            throw new HsmException(
                    code,
                    "the handle names no object that this session sees; it may have been destroyed, or need a login");
        }
        return object;
    }

    /**
     * Refuses a session that may not make or change such objects.
     *
     * @param forToken whether they are token objects
     * @param forPrivate whether they are private
     */
    void checkAccess(CoreSession session, boolean forToken, boolean forPrivate) {
        if (forPrivate && token.role() != UserType.CKU_USER) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "private objects belong to the user; log in as CKU_USER");
        }
        if (forToken && session.mode() == SessionMode.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY,
                    "token objects are made and changed in a read-write session");
        }
    }

    /** Refuses more objects than the limit. */
    void checkRoom(int more) {
        if (token.index().size() + more > token.parts().limits().objects()) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    "the slot holds "
                            + token.index().size()
                            + " objects, which is the limit; destroy some");
        }
    }

    /** Adds objects, all or none: to the store if they are token objects, and to what is seen. */
    List<HsmObject> add(CoreSession session, List<Draft> drafts) {
        checkRoom(drafts.size());
        ObjectBatch batch = new ObjectBatch(token);
        drafts.forEach(draft -> batch.add(session, draft));
        commit(session, batch);
        return batch.made();
    }

    /** Makes the changes of a batch, all or none. */
    void commit(CoreSession session, ObjectBatch batch) {
        batch.commit();
        for (HsmObject object : batch.made()) {
            clearKeys.made(object);
            if (!object.token()) {
                session.owns(object);
            }
        }
        endIfNobodyMaySee(session, batch.made());
    }

    /**
     * A session that was closed, or a user who logged out, while the objects were made: neither
     * keeps them visible. Token objects are kept, as the call promises; their handles are dead.
     */
    private void endIfNobodyMaySee(CoreSession session, List<HsmObject> made) {
        for (HsmObject object : made) {
            boolean orphan = !object.token() && !session.isOpen();
            boolean hidden = object.isPrivate() && token.role() != UserType.CKU_USER;
            if (orphan || hidden) {
                token.index().remove(object);
            }
            if (!object.token() && (orphan || hidden)) {
                throw new HsmException(
                        orphan ? ReturnCode.CKR_SESSION_CLOSED : ReturnCode.CKR_FUNCTION_CANCELED,
                        "the session was closed or the user logged out while the object was made");
            }
        }
    }

    /** Takes back an object that could not be recorded, as far as that is possible. */
    void discard(HsmObject object) {
        try {
            destroy(object);
        } catch (HsmException e) {
            LOG.error(
                    "object {} was made and could neither be recorded nor removed",
                    object.idText(),
                    e);
        }
    }

    /**
     * Changes the attributes of an object, in the store first; one change of an object at a time.
     *
     * @param change makes the new attributes of the present ones
     */
    void change(HsmObject object, UnaryOperator<Template> change) {
        ObjectBatch batch = new ObjectBatch(token);
        batch.change(object, change);
        batch.commit();
    }

    /**
     * Destroys an object, in the store first.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID} if another thread was faster
     */
    void destroy(HsmObject object) {
        ObjectBatch batch = new ObjectBatch(token);
        batch.destroy(object);
        batch.commit();
    }
}
