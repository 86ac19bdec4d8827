package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Applications;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Recorder;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.Closing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens and closes the sessions of one application at one token (PKCS#11 v3.2 section 5.6). */
final class ApplicationSessions {
    private final Token token;
    private final TokenContext context;
    private final Applications applications;
    private final Application application;

    ApplicationSessions(Token token, Application application) {
        this.token = token;
        this.context = token.context();
        this.applications = context.applications();
        this.application = application;
    }

    /** Opens a session. */
    Caller open(SessionMode mode) {
        Arguments.notNull(mode, "the mode of the session");
        Supplier<SessionContext> maker = () -> newSession(mode);
        return recorded(() -> applications.open(application, mode, maker), null);
    }

    /** Opens a session that does not count. */
    Caller openResident() {
        Supplier<SessionContext> maker = () -> newSession(SessionMode.READ_WRITE);
        return recorded(
                () -> applications.openResident(application, maker), AuditDetail.RESIDENT.text());
    }

    private SessionContext newSession(SessionMode mode) {
        long handle = context.parts().handles().next();
        return new SessionContext(handle, mode, application.sessionObjects());
    }

    private Caller recorded(Supplier<SessionContext> opener, AuditDetail.@Nullable Text detail) {
        enter();
        SessionContext session;
        try {
            session = opener.get();
        } catch (HsmException e) {
            new Recorder(context, application, 0).record(AuditEvent.OPEN_SESSION, e.code(), null);
            throw e;
        }
        Caller caller = new Caller(context, application, session);
        try {
            caller.recorder().record(AuditEvent.OPEN_SESSION, ReturnCode.CKR_OK, detail);
        } catch (HsmException e) {
            applications.close(application, session);
            throw e;
        }
        return caller;
    }

    /** Lets a call of the application in. */
    void enter() {
        context.parts().gate().enter();
        application.enter();
    }

    /** Ends a session; the last one logs out. In a process that was forked there is none to end. */
    void close(Caller caller) {
        close(caller.session());
    }

    private void close(SessionContext session) {
        if (context.parts().gate().foreign() || !session.end()) {
            return;
        }
        boolean last = applications.close(application, session);
        token.objects().endSession(session);
        try {
            new Recorder(context, application, session.handle())
                    .record(AuditEvent.CLOSE_SESSION, ReturnCode.CKR_OK, null);
        } finally {
            if (last) {
                token.logins().logoutWithoutSessions(application);
            }
        }
    }

    /** Closes every session of the application. */
    void closeAll() {
        enter();
        closeEach(application.sessions());
    }

    /** Closes all of them; none stays open because another one could not be recorded. */
    private void closeEach(List<SessionContext> sessions) {
        Closing.all(sessions.stream().map(this::closing).toList());
    }

    private AutoCloseable closing(SessionContext session) {
        return () -> close(session);
    }

    /** Ends the application at this token: its sessions, those that do not count, its login. */
    void end() {
        applications.end(application);
        try {
            List<SessionContext> all = new ArrayList<>(application.sessions());
            all.addAll(application.residents());
            closeEach(all);
        } finally {
            // A session that could not be recorded keeps nothing in memory.
            application.sessions().forEach(this::forget);
            application.residents().forEach(this::forget);
            token.logins().drop(application);
            applications.remove(application);
        }
    }

    private void forget(SessionContext session) {
        session.end();
        applications.close(application, session);
        token.objects().endSession(session);
    }
}
