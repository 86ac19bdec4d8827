package io.craton.hsm.core.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the audit log have its checkpoints signed by a key of slot 0 for as long as the user is
 * logged in, if the configuration names one. Used under the lock of {@link Logins}.
 */
final class LogCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(LogCheckpoints.class);

    private final Token token;
    private boolean signing;

    LogCheckpoints(Token token) {
        this.token = token;
    }

    /** The user has logged in. */
    void begin() {
        HsmConfig config = token.parts().config();
        String label = config.string(ConfigKey.AUDIT_CHECKPOINT_KEY);
        if (label.isEmpty() || token.slot() != 0) {
            return;
        }
        AuditLog log = token.parts().audit();
        // Not among the sessions of the token: it neither counts nor keeps the user logged in.
        CoreSession own =
                new CoreSession(token, token.parts().handles().next(), SessionMode.READ_ONLY);
        try {
            log.checkpoints(
                    TokenCheckpointSigner.all(
                            own, label, config.string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN)),
                    config.integer(ConfigKey.AUDIT_CHECKPOINT_RECORDS),
                    Duration.ofSeconds(config.integer(ConfigKey.AUDIT_CHECKPOINT_SECONDS)));
            signing = true;
        } catch (HsmException e) {
            // Work goes on: the log itself is written, and says that it has no checkpoints and why.
            LOG.warn("no checkpoints of the audit log are signed: {}", e.getMessage());
            log.record(
                    AuditRecord.module(
                            AuditEvent.CHAIN_CONTINUITY,
                            ReturnCode.CKR_GENERAL_ERROR,
                            AuditDetail.NO_CHECKPOINTS.with(String.valueOf(e.getMessage()))));
        }
    }

    /** The user is about to leave: what there is, is signed now. */
    void end() {
        if (signing) {
            signing = false;
            token.parts().audit().checkpoints(List.of(), 1, Duration.ofDays(1));
        }
    }
}
