package io.craton.hsm.core.token.content;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.object.Profiles;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of a token: the bridge between the index of those that somebody sees and the store.
 * Private token objects are in the index as long as any application has a login of the user.
 */
public final class TokenObjects {
    private static final Logger LOG = LoggerFactory.getLogger(TokenObjects.class);

    private final TokenContext context;
    private final ClearKeys clearKeys;
    private final StoredObjects stored;
    private final OthersObjects others;

    /**
     * @param context the token
     */
    public TokenObjects(TokenContext context) {
        this.context = context;
        this.clearKeys = new ClearKeys(context.slot());
        this.stored = new StoredObjects(context.slot());
        Runnable removed = context.applications()::endLostOperations;
        this.others = new OthersObjects(context.index(), stored, this::fromStore, removed);
    }

    /** How the objects of the store are read. */
    public StoredObjects stored() {
        return stored;
    }

    /** Shows the public token objects, and those that the module provides. */
    public void loadPublic() {
        for (Template profile : Profiles.objects()) {
            context.index().add(provided(profile));
        }
        others.follow(context.store());
        load(false);
    }

    private HsmObject provided(Template profile) {
        return new HsmObject(context.newHandle(), Profiles.id(profile), profile, 0, null, null);
    }

    /** Shows the private token objects, before the first user is logged in. */
    public void loadPrivate() {
        load(true);
    }

    private void load(boolean privateObjects) {
        others.whileShowing(privateObjects, () -> read(privateObjects));
        TrustMarks.notCounting(context, privateObjects);
    }

    private void read(boolean privateObjects) {
        stored.read(context.store(), privateObjects, this::fromStore, context.index()::addIfAbsent);
    }

    private HsmObject fromStore(StoredObject object) {
        Template attributes = ObjectRecords.attributes(object.attributes());
        boolean key =
                attributes.has(AttributeType.CKA_KEY_TYPE)
                        && attributes.get(AttributeType.CKA_CLASS)
                                != ObjectClass.CKO_DOMAIN_PARAMETERS;
        UUID id = object.id();
        @Nullable Supplier<KeyMaterial> loader = key ? () -> readKey(id, attributes) : null;
        return new HsmObject(context.newHandle(), id, attributes, 0, null, loader);
    }

    private KeyMaterial readKey(UUID id, Template attributes) {
        byte[] secret = context.store().secret(id);
        try {
            return ObjectRecords.material(attributes, secret);
        } finally {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    /** Ends the private session objects of an application, whose user has left. */
    public void endPrivateOf(Application application) {
        application.sessions().forEach(this::endPrivateOf);
        application.residents().forEach(this::endPrivateOf);
    }

    private void endPrivateOf(SessionContext session) {
        session.takePrivateObjects().forEach(context.index()::remove);
    }

    /** Hides the private objects, when the last user has left. */
    public void endPrivate() {
        others.hidePrivate();
        context.index().removeIf(HsmObject::isPrivate);
    }

    /** Ends the objects of a session. */
    public void endSession(SessionContext session) {
        List<HsmObject> own = session.takeObjects();
        if (!own.isEmpty()) {
            own.forEach(context.index()::remove);
            context.applications().endLostOperations();
        }
    }

    /** Ends everything, for a new token or at the end of the module. */
    public void forgetAll() {
        stored.forget();
        others.hidePrivate();
        context.index().removeIf(object -> true);
        context.applications().all().forEach(Application::forgetObjects);
    }

    /** Shows what everybody sees of a new token. */
    public void show() {
        loadPublic();
        context.changed();
    }

    /**
     * Refuses more objects than the limit.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY}
     */
    public void checkRoom(int more) {
        int present = context.index().size();
        if (present + more > context.parts().limits().objects()) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    "the slot holds " + present + " objects, which is the limit; destroy some");
        }
    }

    /** Adds objects, all or none: to the store if they are token objects, and to what is seen. */
    public List<HsmObject> add(Caller caller, List<Draft> drafts) {
        checkRoom(drafts.size());
        ObjectBatch batch = new ObjectBatch(caller);
        drafts.forEach(batch::add);
        commit(caller, batch);
        return batch.made();
    }

    /** Adds an object; its key material is wiped if that fails. */
    public HsmObject add(Caller caller, Draft draft) {
        try {
            return add(caller, List.of(draft)).get(0);
        } catch (RuntimeException e) {
            draft.close();
            throw e;
        }
    }

    /**
     * Makes the changes of a batch, all or none.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if the application or its user may not have so
     *     many session objects
     */
    public void commit(Caller caller, ObjectBatch batch) {
        caller.application().sessionObjects().requireRoomFor(batch.growthOfSession());
        batch.commit();
        for (HsmObject object : batch.made()) {
            clearKeys.made(object);
            if (!object.token()) {
                caller.session().owns(object);
            }
        }
        endIfNobodyMaySee(caller, batch.made());
    }

    /**
     * A session that was closed, or a user who logged out, while the objects were made: neither
     * keeps them visible. Token objects are kept, as the call promises; their handles are dead. Of
     * the session objects all go, since the call fails: no half of a pair stays.
     */
    private void endIfNobodyMaySee(Caller caller, List<HsmObject> made) {
        boolean closed = !caller.session().isOpen();
        boolean lost = false;
        for (HsmObject object : made) {
            boolean orphan = !object.token() && closed;
            boolean hidden = object.isPrivate() && !caller.application().isUser();
            boolean othersSee = object.token() && context.applications().anyUser();
            if ((orphan || hidden) && !othersSee) {
                context.index().remove(object);
            }
            lost |= !object.token() && (orphan || hidden);
        }
        if (lost) {
            made.stream().filter(object -> !object.token()).forEach(object -> end(caller, object));
            throw new HsmException(
                    closed ? ReturnCode.CKR_SESSION_CLOSED : ReturnCode.CKR_FUNCTION_CANCELED,
                    "the session was closed or the user logged out while the object was made");
        }
    }

    private void end(Caller caller, HsmObject sessionObject) {
        context.index().remove(sessionObject);
        caller.session().disowns(sessionObject);
    }

    /** Takes back an object that could not be recorded, as far as that is possible. */
    public void discard(Caller caller, HsmObject object) {
        try {
            destroy(caller, object);
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
    public void change(Caller caller, HsmObject object, UnaryOperator<Template> change) {
        ObjectBatch batch = new ObjectBatch(caller);
        batch.change(object, change);
        batch.commit();
    }

    /**
     * Destroys an object, in the store first.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID} if another thread was faster
     */
    public void destroy(Caller caller, HsmObject object) {
        ObjectBatch batch = new ObjectBatch(caller);
        batch.destroy(object);
        batch.commit();
    }
}
