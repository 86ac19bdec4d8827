package io.craton.hsm.core.token.object;

import static io.craton.hsm.AttributeType.CKA_DESTROYABLE;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectChanges;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.content.TrustInfos;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a session makes, changes and destroys objects (PKCS#11 v3.2 sections 5.7.1 to 5.7.6). */
public final class ObjectService {
    private final Caller caller;
    private final TokenObjects objects;
    private final OfficerKeys officerKeys;
    private final ObjectMaker maker;
    private final Audited audited;

    /**
     * @param caller who calls
     * @param objects the objects of the token
     * @param officerKeys what the SO may name
     */
    public ObjectService(Caller caller, TokenObjects objects, OfficerKeys officerKeys) {
        this.caller = caller;
        this.objects = objects;
        this.officerKeys = officerKeys;
        this.maker = new ObjectMaker(caller, objects);
        this.audited = new Audited(caller, objects);
    }

    /** Creates an object. */
    public ObjectHandle create(Template template) {
        caller.enter();
        Arguments.notNull(template, "the template");
        return audited.making(AuditEvent.CREATE_OBJECT, null, () -> make(template));
    }

    private HsmObject make(Template template) {
        objects.checkRoom(1);
        return objects.add(caller, maker.created(template));
    }

    /** Copies an object. */
    public ObjectHandle copy(ObjectHandle handle, Template changes) {
        caller.enter();
        Arguments.notNull(handle, "the object");
        Arguments.notNull(changes, "the template");
        return audited.making(AuditEvent.COPY_OBJECT, handle, () -> makeCopy(handle, changes));
    }

    private HsmObject makeCopy(ObjectHandle handle, Template changes) {
        objects.checkRoom(1);
        return objects.add(caller, maker.copied(handle, changes));
    }

    /** Makes several changes together or not at all. */
    public List<ObjectHandle> change(List<ObjectChange> changes, long asOf) {
        List<ObjectChange> all = Arguments.noneNull(changes, "the changes");
        return new ObjectTransaction(caller, objects, this, maker, all).run(asOf);
    }

    /** Destroys an object. */
    public void destroy(ObjectHandle handle) {
        caller.enter();
        Arguments.notNull(handle, "the object");
        audited.changing(AuditEvent.DESTROY_OBJECT, handle, null, () -> destroyed(handle));
    }

    private HsmObject destroyed(ObjectHandle handle) {
        HsmObject object = destroyable(handle);
        objects.destroy(caller, object);
        return object;
    }

    /** Destroys a token object that cannot be read. */
    public void destroyUnreadable(String uniqueId) {
        new UnreadableObjects(caller, objects.stored(), officerKeys).destroy(uniqueId);
    }

    /** An object that this session may destroy. */
    HsmObject destroyable(ObjectHandle handle) {
        HsmObject object = accessible(handle);
        if (!object.is(CKA_DESTROYABLE)) {
            throw new HsmException(
                    ReturnCode.CKR_ACTION_PROHIBITED, "CKA_DESTROYABLE of the object is false");
        }
        return object;
    }

    /** An object that this session may change. */
    HsmObject accessible(ObjectHandle handle) {
        HsmObject object = caller.get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        caller.checkAccess(object.token(), object.isPrivate());
        return object;
    }

    /** Destroys session objects, those that are still there, with one record for all. */
    public int end(Collection<ObjectHandle> handles) {
        caller.enter();
        Arguments.noneNull(handles, "the objects");
        caller.parts().audit().requireWritable();
        int count = 0;
        for (ObjectHandle handle : handles) {
            count += endOne(handle) ? 1 : 0;
        }
        if (count > 0) {
            caller.recorder().ended(count);
        }
        return count;
    }

    private boolean endOne(ObjectHandle handle) {
        HsmObject object = caller.find(handle);
        if (object == null || object.token() || !object.is(CKA_DESTROYABLE)) {
            return false;
        }
        try {
            objects.destroy(caller, object);
            return true;
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_OBJECT_HANDLE_INVALID) {
                return false; // another thread was faster
            }
            throw e;
        }
    }

    /** Changes attributes of an object. */
    public void set(ObjectHandle handle, Template changes) {
        caller.enter();
        Arguments.notNull(handle, "the object");
        Arguments.notNull(changes, "the template");
        if (officerKeys.marks(handle, changes)) {
            mark(handle, () -> officerKeys.mark(handle));
            return;
        }
        audited.changing(AuditEvent.SET_ATTRIBUTE, handle, null, () -> changed(handle, changes));
    }

    private HsmObject changed(ObjectHandle handle, Template changes) {
        HsmObject object = accessible(handle);
        objects.change(caller, object, set(object, changes));
        return object;
    }

    /** What a change of attributes makes of those that there are. */
    UnaryOperator<Template> set(HsmObject object, Template changes) {
        boolean officer = caller.application().isOfficer();
        return present -> ObjectChanges.set(object, present, changes, officer);
    }

    /** Marks a key as trusted, for the SO. */
    public void trust(String uniqueId, boolean acceptForeign) {
        caller.enter();
        Arguments.notNull(uniqueId, "the unique id");
        mark(null, () -> officerKeys.mark(uniqueId, acceptForeign));
    }

    private void mark(@Nullable ObjectHandle handle, Supplier<HsmObject> marking) {
        audited.changing(AuditEvent.SET_ATTRIBUTE, handle, AuditDetail.TRUSTED.text(), marking);
    }

    /** What the SO has to know before that. */
    public TrustInfo trustInfo(String uniqueId) {
        caller.enter();
        Arguments.notNull(uniqueId, "the unique id");
        return TrustInfos.of(officerKeys.look(uniqueId));
    }
}
