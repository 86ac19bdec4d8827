package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store is the one that the audit log knows. A store that is behind its log, or that
 * says something else of the same moment, may be an old copy put back: the user cannot log in until
 * the SO has. A restore records the state that it made, and a store ahead of its log (a crash
 * before the record) is fine.
 */
final class RollbackCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RollbackCheck.class);

    private final Token token;
    // Once true, only the SO or a new token makes it false; no mark is recorded meanwhile, so that
    // it is found
    // again after a restart.
    private volatile boolean suspected;

    RollbackCheck(Token token) {
        this.token = token;
        Optional<StoreMark> recorded = token.parts().audit().lastStoreMark(token.slot());
        if (token.store().state().initialized() && recorded.isPresent()) {
            StoreMark known = recorded.get();
            StoreMark now = token.store().mark();
            suspected =
                    now.sequence() < known.sequence()
                            || (now.sequence() == known.sequence()
                                    && !now.digest().equals(known.digest()));
        }
        if (suspected) {
            LOG.error(
                    "slot {}: the store is behind its audit log: a rollback is suspected",
                    token.slot());
            record(ReturnCode.CKR_DEVICE_ERROR, AuditDetail.STORE_BEHIND);
        }
    }

    /**
     * What the store says of itself, for the record of a change; null while a rollback is
     * suspected.
     */
    @Nullable StoreMark mark() {
        return suspected ? null : token.store().mark();
    }

    /**
     * Refuses the user while a rollback is suspected; the SO passes.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR}
     */
    void check(UserType user) {
        if (suspected && user == UserType.CKU_USER) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "ROLLBACK_SUSPECTED: the store of slot "
                            + token.slot()
                            + " is older than its audit log says; find out why, then let the SO log in to accept it");
        }
    }

    /** Records that the SO, by logging in, accepted the store as it is. */
    void acceptedBy(UserType user) {
        if (suspected && user == UserType.CKU_SO) {
            suspected = false;
            LOG.warn(
                    "slot {}: a rollback of the store was suspected; the SO accepted the store as it is",
                    token.slot());
            record(ReturnCode.CKR_OK, AuditDetail.STORE_ACCEPTED);
        }
    }

    /** There is a new token: what the log knew of the old one does not matter. */
    void forget() {
        suspected = false;
    }

    private void record(ReturnCode result, AuditDetail detail) {
        AuditRecord record =
                AuditRecord.of(AuditEvent.ROLLBACK_SUSPECTED, result)
                        .in(token.slot(), 0, token.role())
                        .mark(result == ReturnCode.CKR_OK ? mark() : null)
                        .detail(detail.text())
                        .build();
        token.parts().audit().record(record);
    }
}
