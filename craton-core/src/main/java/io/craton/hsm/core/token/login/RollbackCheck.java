package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore;
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
public final class RollbackCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RollbackCheck.class);

    private final AuditLog audit;
    private final int slot;
    private final TokenStore store;
    // Once true, only the SO or a new token makes it false; no mark is recorded meanwhile, so that
    // it is found again after a restart.
    private volatile boolean suspected;

    /**
     * @param audit what knows the store
     * @param slot the slot of the store
     * @param store the store
     */
    public RollbackCheck(AuditLog audit, int slot, TokenStore store) {
        this.audit = audit;
        this.slot = slot;
        this.store = store;
        this.suspected = store.state().initialized() && isBehind();
        if (suspected) {
            LOG.error("slot {}: the store is behind its audit log: a rollback is suspected", slot);
            AuditRecord.Builder record = record(ReturnCode.CKR_DEVICE_ERROR, null);
            record.detail(AuditDetail.STORE_BEHIND.text());
            audit.record(record.build());
        }
    }

    private boolean isBehind() {
        Optional<StoreMark> recorded = audit.lastStoreMark(slot);
        if (recorded.isEmpty()) {
            return false;
        }
        StoreMark known = recorded.get();
        StoreMark now = store.mark();
        return now.sequence() < known.sequence()
                || (now.sequence() == known.sequence() && !now.digest().equals(known.digest()));
    }

    /**
     * What the store says of itself, for the record of a change; null while a rollback is
     * suspected.
     */
    public @Nullable StoreMark mark() {
        return suspected ? null : store.mark();
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
                            + slot
                            + " is older than its audit log says; find out why, then let the SO log in to accept it");
        }
    }

    /**
     * Records that the SO, by logging in, accepted the store as it is. It is accepted once that is
     * in the log, and not before.
     */
    void acceptedBy(UserType user, AuditRecord.Caller officer) {
        if (!suspected || user != UserType.CKU_SO) {
            return;
        }
        AuditRecord.Builder record = record(ReturnCode.CKR_OK, user);
        record.mark(store.mark()).detail(AuditDetail.STORE_ACCEPTED.text());
        audit.record(record.build().by(officer));
        suspected = false;
        LOG.warn(
                "slot {}: a rollback of the store was suspected; the SO accepted the store as it is",
                slot);
    }

    /** There is a new token: what the log knew of the old one does not matter. */
    void forget() {
        suspected = false;
    }

    private AuditRecord.Builder record(ReturnCode result, @Nullable UserType user) {
        return AuditRecord.of(AuditEvent.ROLLBACK_SUSPECTED, result).in(slot, 0, user);
    }
}
