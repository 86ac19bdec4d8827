package io.craton.hsm.core.token.context;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.runtime.Parts;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: a session of an application, at a token. It knows what may be seen and done from
 * there. Safe for use by several threads.
 */
public final class Caller {
    private final TokenContext context;
    private final Application application;
    private final SessionContext session;
    private final Recorder recorder;

    /**
     * @param context the token
     * @param application whose session it is
     * @param session the session
     */
    public Caller(TokenContext context, Application application, SessionContext session) {
        this.context = context;
        this.application = application;
        this.session = session;
        this.recorder = new Recorder(context, application, session.handle());
    }

    /** The token. */
    public TokenContext context() {
        return context;
    }

    /** What the module consists of. */
    public Parts parts() {
        return context.parts();
    }

    /** Whose session it is. */
    public Application application() {
        return application;
    }

    /** The session. */
    public SessionContext session() {
        return session;
    }

    /** Records what it does. */
    public Recorder recorder() {
        return recorder;
    }

    /**
     * Lets a call in: every method of every door begins here.
     *
     * @throws HsmException {@code CKR_SESSION_HANDLE_INVALID} if the session is closed, and what
     *     the gate throws
     */
    public void enter() {
        enterModule();
        if (!session.isOpen()) {
            throw new HsmException(ReturnCode.CKR_SESSION_HANDLE_INVALID, "the session is closed");
        }
    }

    /** Lets a call in that may come when the session is closed. */
    public void enterModule() {
        context.parts().gate().enter();
        application.enter();
    }

    /** The object with this handle if the caller sees it, or null. */
    public @Nullable HsmObject find(ObjectHandle handle) {
        HsmObject object = context.index().get(application.inside(handle));
        return object == null || !application.sees(object) ? null : object;
    }

    /**
     * The object with this handle.
     *
     * @throws HsmException {@code code} if there is none that the caller sees
     */
    public HsmObject get(ObjectHandle handle, ReturnCode code) {
        HsmObject object = find(handle);
        if (object == null) {
            throw new HsmException(
                    code,
                    "the handle names no object that this session sees; it may have been destroyed, or need a login");
        }
        return object;
    }

    /** What stands for an object here. */
    public ObjectHandle handle(HsmObject object) {
        return application.handle(object);
    }

    /**
     * Whether an object that was found under a login may still be used.
     *
     * @param under the login when it was looked for, or null
     */
    public boolean keeps(HsmObject object, @Nullable Login under) {
        return object.live() && (!object.isPrivate() || under == application.login());
    }

    /** The number of the last change, as this application counts. */
    public long changeCount() {
        return application.changeNumber(context.index().changeCount());
    }

    /**
     * Refuses a session that may not make or change such objects.
     *
     * @param forToken whether they are token objects
     * @param forPrivate whether they are private
     * @throws HsmException {@code CKR_SESSION_READ_ONLY}, {@code CKR_USER_NOT_LOGGED_IN}
     */
    public void checkAccess(boolean forToken, boolean forPrivate) {
        if (forToken && session.mode() == SessionMode.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY,
                    "token objects are made and changed in a read-write session");
        }
        if (forPrivate && application.role() != UserType.CKU_USER) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "private objects belong to the user; log in as CKU_USER");
        }
    }
}
