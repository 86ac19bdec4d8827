package io.craton.hsm.core.token;

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
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;

/**
 * A key that may be used with a mechanism, now: found, of the right class, type and size, permitted
 * by its attributes, its dates and the policy. Every use of every key comes through here.
 *
 * @param object the key
 * @param use what for
 * @param mechanism with which mechanism, as the application gave it
 * @param offer what the policy offers of it
 * @param material the key material
 * @param size its size, in the unit of the mechanism
 * @param service what is done, as far as it is known now
 * @param approved whether that is an approved service in FIPS terms
 */
public record KeyAccess(
        HsmObject object,
        Use use,
        Mechanism mechanism,
        Offer offer,
        KeyMaterial material,
        long size,
        Service service,
        boolean approved) {

    /**
     * Finds and checks a key.
     *
     * @throws HsmException with the code of the standard
     */
    public static KeyAccess of(
            CoreSession session, Use use, Mechanism mechanism, ObjectHandle handle) {
        return of(session, use, mechanism, handle, false);
    }

    /**
     * {@link #of} for a call that makes its result at once, and so has no place for a login of its
     * own.
     *
     * @throws HsmException also {@code CKR_USER_NOT_LOGGED_IN} for a key that wants one
     */
    static KeyAccess atOnce(
            CoreSession session, Use use, Mechanism mechanism, ObjectHandle handle) {
        KeyAccess access = of(session, use, mechanism, handle);
        if (access.object().facts().alwaysAuthenticate()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "CKA_ALWAYS_AUTHENTICATE of the key is true, and this call has no place for the login that each"
                            + " use of it needs; use a key without it");
        }
        return access;
    }

    /** {@link #of} for a message whose initialisation vector may be the module's own. */
    static KeyAccess of(
            CoreSession session,
            Use use,
            Mechanism mechanism,
            ObjectHandle handle,
            boolean ivOfModule) {
        Arguments.notNull(handle, "the key");
        Token token = session.token();
        Policy policy = token.parts().policy();
        // The parameters of message-based ciphers come with each message.
        boolean messages = use == Use.MESSAGE_ENCRYPT || use == Use.MESSAGE_DECRYPT;
        Offer offer =
                messages
                        ? policy.permit(mechanism.type(), use.flag())
                        : policy.permit(mechanism, use.flag());
        HsmObject object = token.objects().get(handle, use.badHandle());
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
        ObjectFacts facts = object.facts();
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
        policy.shortTags().check(use, mechanism, facts.uses());
        checkLifeCycle(session, object, use.ofOldData());
        KeyMaterial material = object.material();
        long size = token.parts().engine().keySize(material, mechanism.type());
        policy.size(offer, size, use.badSize());
        Service service = Service.of(mechanism, use.flag()).with(material, ivOfModule);
        boolean approved = policy.approvals().check(offer.spec(), service);
        return new KeyAccess(object, use, mechanism, offer, material, size, service, approved);
    }

    /** Refuses a key before, or for new protection after, its days of use. */
    static void checkLifeCycle(CoreSession session, HsmObject object, boolean ofOldData) {
        Token token = session.token();
        String refusal =
                LifeCycle.refusal(object.facts(), ofOldData, token.parts().config().clock());
        if (refusal != null) {
            token.record(
                    AuditEvent.LIFECYCLE_REFUSED,
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    session.handle(),
                    object,
                    null,
                    null,
                    AuditDetail.LIFE_CYCLE.with(refusal));
            throw new HsmException(ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED, refusal);
        }
    }
}
