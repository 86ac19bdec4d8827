package io.craton.hsm.spi;

import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one event. It has no room for a PIN, a key or data.
 *
 * @param event what happened
 * @param result its return code
 * @param slot the slot, or -1 for the module
 * @param session the session handle, or 0
 * @param role who was logged in, or null
 * @param objectId the unique id of the object concerned, or null
 * @param label the label of the object concerned, or null; only its digest is written
 * @param mechanism the mechanism, or null
 * @param fipsApproved for cryptographic events, whether the service was an approved one; else null
 * @param failedLogins for authentication, the failures of that role so far; else -1
 * @param mark the state of the store afterwards, or null
 * @param detail a few words in addition, of the table that has them all, or null
 * @param durable whether the record is on disk before the call returns, whatever the settings: that
 *     of a durable event is, unless it concerns a session object, which ends with its session
 *     (decision B31)
 * @param caller who called, as far as that is not this process itself
 */
public record AuditRecord(
        AuditEvent event,
        ReturnCode result,
        int slot,
        long session,
        @Nullable UserType role,
        @Nullable String objectId,
        @Nullable String label,
        @Nullable MechanismType mechanism,
        @Nullable Boolean fipsApproved,
        int failedLogins,
        TokenStore.@Nullable StoreMark mark,
        AuditDetail.@Nullable Text detail,
        boolean durable,
        Caller caller) {

    /**
     * Who called through a door of the module. In one JVM the module is called by nobody else, and
     * there is nothing to tell.
     *
     * @param application what has sessions and a login of its own, or null
     * @param client who that is: a certificate's fingerprint, a user; or null
     * @param peer where the call came from: an address, a process; or null
     */
    public record Caller(
            @Nullable String application, @Nullable String client, @Nullable String peer) {
        /** The process that the module is in. */
        public static final Caller NONE = new Caller(null, null, null);
    }

    /** A record of what this process did itself, as durable as its event. */
    public AuditRecord(
            AuditEvent event,
            ReturnCode result,
            int slot,
            long session,
            @Nullable UserType role,
            @Nullable String objectId,
            @Nullable String label,
            @Nullable MechanismType mechanism,
            @Nullable Boolean fipsApproved,
            int failedLogins,
            TokenStore.@Nullable StoreMark mark,
            AuditDetail.@Nullable Text detail) {
        this(
                event,
                result,
                slot,
                session,
                role,
                objectId,
                label,
                mechanism,
                fipsApproved,
                failedLogins,
                mark,
                detail,
                event.durable(),
                Caller.NONE);
    }

    /** A record of an event of the module itself. */
    public static AuditRecord module(
            AuditEvent event, ReturnCode result, AuditDetail.@Nullable Text detail) {
        return of(event, result).detail(detail).build();
    }

    /** Begins a record; what is not said of it is not in it. */
    public static Builder of(AuditEvent event, ReturnCode result) {
        return new Builder(event, result);
    }

    /** The same record of what somebody else did. */
    public AuditRecord by(Caller who) {
        return new AuditRecord(
                event,
                result,
                slot,
                session,
                role,
                objectId,
                label,
                mechanism,
                fipsApproved,
                failedLogins,
                mark,
                detail,
                durable,
                who);
    }

    /** Makes a record, field by field; the fields are those of the record. */
    public static final class Builder {
        private final AuditEvent event;
        private final ReturnCode result;
        private int slot = -1;
        private long session;
        private @Nullable UserType role;
        private @Nullable String objectId;
        private @Nullable String label;
        private @Nullable MechanismType mechanism;
        private @Nullable Boolean fipsApproved;
        private int failedLogins = -1;
        private TokenStore.@Nullable StoreMark mark;
        private AuditDetail.@Nullable Text detail;
        private boolean durable;
        private Caller caller = Caller.NONE;

        private Builder(AuditEvent event, ReturnCode result) {
            this.event = event;
            this.result = result;
            this.durable = event.durable();
        }

        /** In which slot, in which session (0 for none), and who was logged in there. */
        public Builder in(int slotId, long sessionHandle, @Nullable UserType user) {
            this.slot = slotId;
            this.session = sessionHandle;
            this.role = user;
            return this;
        }

        /** Which object; of its label only the digest is written. */
        public Builder object(@Nullable String uniqueId, @Nullable String name) {
            this.objectId = uniqueId;
            this.label = name;
            return this;
        }

        /** With which mechanism, and whether that was an approved service. */
        public Builder mechanism(@Nullable MechanismType type, @Nullable Boolean approved) {
            this.mechanism = type;
            this.fipsApproved = approved;
            return this;
        }

        /** How many logins of the role have failed, or -1. */
        public Builder failedLogins(int count) {
            this.failedLogins = count;
            return this;
        }

        /** The state of the store afterwards. */
        public Builder mark(TokenStore.@Nullable StoreMark state) {
            this.mark = state;
            return this;
        }

        /** A few words in addition. */
        public Builder detail(AuditDetail.@Nullable Text words) {
            this.detail = words;
            return this;
        }

        /** Whether it is on disk before the call returns; unless said, as the event is. */
        public Builder durable(boolean onDisk) {
            this.durable = onDisk;
            return this;
        }

        /** Who did it; unless said, this process itself. */
        public Builder by(Caller who) {
            this.caller = who;
            return this;
        }

        /** The record. */
        public AuditRecord build() {
            return new AuditRecord(
                    event,
                    result,
                    slot,
                    session,
                    role,
                    objectId,
                    label,
                    mechanism,
                    fipsApproved,
                    failedLogins,
                    mark,
                    detail,
                    durable,
                    caller);
        }
    }
}
