package io.craton.hsm.core.token.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.policy.Approvals;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.CallFailure;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Login;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call that uses keys and is recorded as a whole; collects what its record says. */
final class KeyCall {
    private final Caller caller;
    private final ObjectMaker maker;
    private final @Nullable Login login;
    private final AuditEvent event;
    private final Mechanism mechanism;
    private @Nullable HsmObject object;
    private final List<HsmObject> made = new ArrayList<>();
    private AuditDetail.@Nullable Text detail;
    private boolean approved;

    KeyCall(Caller caller, ObjectMaker maker, AuditEvent event, Mechanism mechanism) {
        this.caller = caller;
        this.maker = maker;
        this.login = caller.application().login();
        this.event = event;
        this.mechanism = mechanism;
    }

    /**
     * Makes the call and records it, whichever way it ends.
     *
     * @param relation how the record puts the key: {@code under} it, {@code from} it, {@code with}
     *     it; null without a key
     * @param used the key that the caller named, or null
     * @param objects where what was made and could not be recorded is taken out again
     */
    <T> T run(
            @Nullable AuditDetail relation,
            @Nullable HsmObject used,
            TokenObjects objects,
            Function<KeyCall, T> work) {
        if (used != null && relation != null) {
            detail = relation.with(used.idText());
        }
        T result;
        try {
            result = work.apply(this);
        } catch (RuntimeException e) {
            HsmException failure = CallFailure.of(e);
            failed(used);
            record(failure.code());
            throw failure;
        }
        try {
            record(ReturnCode.CKR_OK);
        } catch (RuntimeException e) {
            // Nothing is made unrecorded.
            made.forEach(one -> objects.discard(caller, one));
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

    /** Adds the key that the call makes and gives its handle; it is wiped if that fails. */
    ObjectHandle add(NewObject draft, KeyMaterial material) {
        return made(maker.add(draft, material));
    }

    /** An object that the call made; the record names it. */
    ObjectHandle made(HsmObject added) {
        made.add(added);
        object = added;
        return caller.handle(added);
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
        long length = key.secret(AttributeType.CKA_VALUE).length();
        Service.Made secret = new Service.Made(length, draft.onlyForDerivation());
        Approvals approvals = caller.parts().policy().approvals();
        try {
            boolean now = approvals.check(spec, service.making(secret));
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
        if (!caller.session().isOpen()) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_CLOSED, "the session was closed during the call");
        }
        if (!caller.keeps(key, login)) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_CANCELED,
                    "the key was destroyed or its user logged out during the call");
        }
    }

    private void record(ReturnCode code) {
        caller.recorder().record(event, code, object, mechanism.type(), approved, detail);
    }
}
