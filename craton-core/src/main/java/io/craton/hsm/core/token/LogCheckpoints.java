package io.craton.hsm.core.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.SessionObjects;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.Logins;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.Causes;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the audit log have its checkpoints signed by a key of slot 0 for as long as the user is
 * logged in anywhere, if the configuration names one. It has a session that is no application's: it
 * neither counts nor keeps anybody logged in. Used while nobody logs in or out.
 */
final class LogCheckpoints implements Logins.UserPresence {
    private static final Logger LOG = LoggerFactory.getLogger(LogCheckpoints.class);

    private final TokenContext context;
    private final Function<Caller, Session> sessions;
    private final Application own =
            new Application(AuditRecord.Caller.NONE, null, SessionObjects.unlimited());
    private boolean signing;

    LogCheckpoints(TokenContext context, Function<Caller, Session> sessions) {
        this.context = context;
        this.sessions = sessions;
    }

    @Override
    public void begin() {
        HsmConfig config = context.parts().config();
        String label = config.string(ConfigKey.AUDIT_CHECKPOINT_KEY);
        if (label.isEmpty() || context.slot() != 0) {
            return;
        }
        AuditLog log = context.parts().audit();
        context.applications().login(own, UserType.CKU_USER, 0);
        try {
            log.checkpoints(
                    TokenCheckpointSigner.all(
                            session(), label, config.string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN)),
                    config.integer(ConfigKey.AUDIT_CHECKPOINT_RECORDS),
                    Duration.ofSeconds(config.integer(ConfigKey.AUDIT_CHECKPOINT_SECONDS)));
            signing = true;
        } catch (HsmException e) {
            context.applications().login(own, null, 0);
            // Work goes on: the log itself is written, and says that it has no checkpoints and why.
            LOG.warn("no checkpoints of the audit log are signed: {}", Causes.of(e));
            log.record(
                    AuditRecord.module(
                            AuditEvent.CHAIN_CONTINUITY,
                            ReturnCode.CKR_GENERAL_ERROR,
                            AuditDetail.NO_CHECKPOINTS.with(Causes.of(e))));
        }
    }

    private Session session() {
        long handle = context.parts().handles().next();
        SessionContext state = new SessionContext(handle, SessionMode.READ_ONLY);
        return sessions.apply(new Caller(context, own, state));
    }

    /** What there is, is signed now. */
    @Override
    public void end() {
        if (signing) {
            signing = false;
            context.parts().audit().checkpoints(List.of(), 1, Duration.ofDays(1));
            context.applications().login(own, null, 0);
        }
    }
}
