package io.craton.hsm.core.token.key;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.LifeCycle;
import io.craton.hsm.core.object.ObjectFacts;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Policy.Offer;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Login;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import org.jspecify.annotations.Nullable;

/**
 * A key that may be used with a mechanism, now: found, of the right class, type and size, permitted
 * by its attributes, its dates and the policy. Every use of every key comes through here.
 *
 * @param object the key
 * @param facts its attributes when that was found
 * @param use what for
 * @param mechanism with which mechanism, as the application gave it
 * @param offer what the policy offers of it
 * @param material the key material
 * @param size its size, in the unit of the mechanism
 * @param service what is done, as far as it is known now
 * @param login the login that it was found under, or null
 * @param approved whether that is an approved service in FIPS terms
 */
public record KeyAccess(
        HsmObject object,
        ObjectFacts facts,
        Use use,
        Mechanism mechanism,
        Offer offer,
        KeyMaterial material,
        long size,
        Service service,
        @Nullable Login login,
        boolean approved) {

    /**
     * Finds and checks a key.
     *
     * @throws HsmException with the code of the standard
     */
    public static KeyAccess of(Caller caller, Use use, Mechanism mechanism, ObjectHandle handle) {
        return of(caller, use, mechanism, handle, false);
    }

    /**
     * {@link #of} for a call that makes its result at once, and so has no place for a login of its
     * own.
     *
     * @throws HsmException also {@code CKR_USER_NOT_LOGGED_IN} for a key that wants one
     */
    static KeyAccess atOnce(Caller caller, Use use, Mechanism mechanism, ObjectHandle handle) {
        KeyAccess access = of(caller, use, mechanism, handle);
        if (access.object().facts().alwaysAuthenticate()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "CKA_ALWAYS_AUTHENTICATE of the key is true, and this call has no place for the"
                            + " login that each use of it needs; use a key without it");
        }
        return access;
    }

    /** {@link #of} for a message whose initialisation vector may be the module's own. */
    public static KeyAccess of(
            Caller caller, Use use, Mechanism mechanism, ObjectHandle handle, boolean ivOfModule) {
        Arguments.notNull(handle, "the key");
        Login login = caller.application().login();
        Policy policy = caller.parts().policy();
        // The parameters of message-based ciphers come with each message.
        boolean messages = use == Use.MESSAGE_ENCRYPT || use == Use.MESSAGE_DECRYPT;
        Offer offer =
                messages
                        ? policy.permit(mechanism.type(), use.flag())
                        : policy.permit(mechanism, use.flag());
        HsmObject object = caller.get(handle, use.badHandle());
        ObjectFacts facts = object.facts();
        checkKind(object, use, mechanism, offer);
        checkAttributes(facts, use, mechanism);
        policy.shortTags().check(use, mechanism, facts.uses());
        checkLifeCycle(caller, object, use.ofOldData());
        KeyMaterial material = object.material();
        long size = caller.parts().engine().keySize(material, mechanism.type());
        policy.size(offer, size, use.badSize());
        Service service = Service.of(mechanism, use.flag()).with(material, ivOfModule);
        boolean approved = policy.approvals().check(offer.spec(), service);
        return new KeyAccess(
                object, facts, use, mechanism, offer, material, size, service, login, approved);
    }

    /**
     * Whether it still holds: the key is there with the same attributes, and the same user is
     * logged in.
     *
     * @throws HsmException if the key's days are over since, or have not come
     */
    boolean holds(Caller caller) {
        boolean same =
                object.live()
                        && isSame(facts, object.facts())
                        && login == caller.application().login();
        if (same) {
            checkLifeCycle(caller, object, use.ofOldData());
        }
        return same;
    }

    /** Attributes are replaced as a whole, so that others are another object. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(ObjectFacts one, ObjectFacts other) {
        return one == other;
    }

    private static void checkKind(HsmObject object, Use use, Mechanism mechanism, Offer offer) {
        if (!object.isKey()) {
            throw new HsmException(use.badHandle(), "the handle names no key");
        }
        if (!use.suits(object.objectClass())
                || object.keyType() == null
                || !offer.spec().keyTypes().contains(object.keyType())) {
            throw new HsmException(
                    use.badType(),
                    "a key of class "
                            + object.objectClass()
                            + " and type "
                            + object.keyType()
                            + " cannot be used to "
                            + use
                            + " with "
                            + mechanism.type());
        }
    }

    private static void checkAttributes(ObjectFacts facts, Use use, Mechanism mechanism) {
        if (!facts.permits(use)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    use.attribute() + " of the key is not true");
        }
        if (facts.allowed() != null && !facts.allowed().contains(mechanism.type())) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_INVALID,
                    "CKA_ALLOWED_MECHANISMS of the key does not have " + mechanism.type());
        }
    }

    /** Refuses a key before, or for new protection after, its days of use. */
    static void checkLifeCycle(Caller caller, HsmObject object, boolean ofOldData) {
        String refusal =
                LifeCycle.refusal(object.facts(), ofOldData, caller.parts().config().clock());
        if (refusal == null) {
            return;
        }
        ReturnCode code = ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED;
        AuditDetail.Text detail = AuditDetail.LIFE_CYCLE.with(refusal);
        caller.recorder().record(AuditEvent.LIFECYCLE_REFUSED, code, object, null, null, detail);
        throw new HsmException(code, refusal);
    }
}
