package io.craton.hsm.core.token;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call that uses keys and is recorded as a whole; collects what its record says. */
final class KeyCall {
    private final CoreSession session;
    private final AuditEvent event;
    private final Mechanism mechanism;
    private @Nullable HsmObject object;
    private final List<HsmObject> made = new ArrayList<>();
    private AuditDetail.@Nullable Text detail;
    private boolean approved;

    private KeyCall(CoreSession session, AuditEvent event, Mechanism mechanism) {
        this.session = session;
        this.event = event;
        this.mechanism = mechanism;
    }

    /** Makes a call that makes a key of nothing, and records it, whichever way it ends. */
    static <T> T make(
            CoreSession session, AuditEvent event, Mechanism mechanism, Function<KeyCall, T> work) {
        return make(session, event, mechanism, null, null, work);
    }

    /**
     * Makes a call that uses a key, and records it, whichever way it ends.
     *
     * @param relation how the record puts it: {@code under} that key, {@code from} it, {@code with}
     *     it
     */
    static <T> T make(
            CoreSession session,
            AuditEvent event,
            Mechanism mechanism,
            @Nullable AuditDetail relation,
            @Nullable ObjectHandle key,
            Function<KeyCall, T> work) {
        KeyCall call = new KeyCall(session, event, mechanism);
        HsmObject used = key == null ? null : session.token().index().get(key);
        if (used != null && relation != null) {
            call.detail = relation.with(used.idText());
        }
        T result;
        try {
            result = work.apply(call);
        } catch (RuntimeException e) {
            HsmException failure = Failures.of(e);
            call.failed(used);
            call.record(failure.code());
            throw failure;
        }
        try {
            call.record(ReturnCode.CKR_OK);
        } catch (RuntimeException e) {
            // Nothing is made unrecorded.
            call.made.forEach(session.token().objects()::discard);
            throw e;
        }
        return result;
    }

    /** Of a call that failed before it had an object, the record names the key that it used. */
    private void failed(@Nullable HsmObject used) {
        if (object == null) {
            object = used;
            detail = null;
        }
    }

    /** An object that the call made; the record names it. */
    void made(HsmObject added) {
        made.add(added);
        object = added;
    }

    /** The object that the record names. */
    void object(HsmObject concerned) {
        this.object = concerned;
    }

    /** Whether it is an approved service, as far as is known before anything is made. */
    void approved(boolean approvedService) {
        this.approved = approvedService;
    }

    /**
     * It is an approved service only if it may make this key; of a public one there is nothing to
     * say.
     *
     * @throws HsmException if it is not, and only approved ones are offered; the key is wiped
     */
    void makes(MechanismSpec spec, Service service, NewObject draft, KeyMaterial key) {
        if (!key.hasSecret(AttributeType.CKA_VALUE)) {
            return;
        }
        boolean before = approved;
        approved = false;
        Service.Made secret =
                new Service.Made(
                        key.secret(AttributeType.CKA_VALUE).length(), draft.onlyForDerivation());
        try {
            boolean now =
                    session.token()
                            .parts()
                            .policy()
                            .approvals()
                            .check(spec, service.making(secret));
            approved = before && now;
        } catch (HsmException e) {
            key.close();
            throw e;
        }
    }

    /**
     * Refuses a result that was made with a key that has gone meanwhile.
     *
     * @throws HsmException {@code CKR_FUNCTION_CANCELED}, {@code CKR_SESSION_CLOSED}
     */
    void alive(HsmObject key) {
        if (!session.isOpen()) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_CLOSED, "the session was closed during the call");
        }
        if (!key.live()) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_CANCELED,
                    "the key was destroyed or its user logged out during the call");
        }
    }

    private void record(ReturnCode code) {
        session.token()
                .record(event, code, session.handle(), object, mechanism.type(), approved, detail);
    }
}
