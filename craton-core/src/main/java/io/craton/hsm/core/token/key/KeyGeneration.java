package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.Origin;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Policy.Offer;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.List;

/** Generation of keys and key pairs (PKCS#11 v3.2 sections 5.18.1 and 5.18.2). */
final class KeyGeneration {
    private final Caller caller;
    private final TokenObjects objects;
    private final ObjectMaker maker;
    private final Policy policy;
    private final CryptoEngine engine;

    KeyGeneration(Caller caller, TokenObjects objects, ObjectMaker maker) {
        this.caller = caller;
        this.objects = objects;
        this.maker = maker;
        this.policy = caller.parts().policy();
        this.engine = caller.parts().engine();
    }

    ObjectHandle secretKey(KeyCall call, Mechanism mechanism, Template template) {
        Offer offer = policy.permit(mechanism, Flag.CKF_GENERATE);
        Service service = Service.of(mechanism, Flag.CKF_GENERATE);
        call.approved(approved(offer, service));
        KeyType keyType = keyType(offer, template);
        NewObject draft = check(ObjectClass.CKO_SECRET_KEY, keyType, mechanism, template);
        KeyMaterial material = engine.generateKey(mechanism, typed(template, keyType));
        call.makes(offer.spec(), service, draft, material);
        return call.add(draft, material);
    }

    private NewObject check(
            ObjectClass objectClass, KeyType keyType, Mechanism mechanism, Template template) {
        return maker.check(Origin.GENERATE, objectClass, keyType, template)
                .generatedBy(mechanism.type());
    }

    /** A pair that is to be made. */
    private record Pair(NewObject publicKey, NewObject privateKey) {}

    KeyPairHandles pair(
            KeyCall call, Mechanism mechanism, Template publicKey, Template privateKey) {
        Offer offer = policy.permit(mechanism, Flag.CKF_GENERATE_KEY_PAIR);
        KeyType keyType = keyType(offer, publicKey);
        Pair drafts =
                new Pair(
                        check(ObjectClass.CKO_PUBLIC_KEY, keyType, mechanism, publicKey),
                        check(ObjectClass.CKO_PRIVATE_KEY, keyType, mechanism, privateKey));
        objects.checkRoom(2);
        Long bits = publicKey.get(CKA_MODULUS_BITS);
        if (bits != null) {
            policy.size(offer, bits, ReturnCode.CKR_KEY_SIZE_RANGE);
        }
        KeyPairMaterial made =
                engine.generateKeyPair(
                        mechanism, typed(publicKey, keyType), typed(privateKey, keyType));
        try {
            Service service = Service.of(mechanism, Flag.CKF_GENERATE_KEY_PAIR);
            call.approved(approved(offer, service.with(made.publicKey(), false)));
            return added(call, drafts, made);
        } catch (RuntimeException e) {
            made.publicKey().close();
            made.privateKey().close();
            throw e;
        }
    }

    private KeyPairHandles added(KeyCall call, Pair drafts, KeyPairMaterial made) {
        List<HsmObject> added =
                objects.add(
                        caller,
                        List.of(
                                maker.draft(drafts.publicKey(), made.publicKey()),
                                maker.draft(drafts.privateKey(), made.privateKey())));
        return new KeyPairHandles(call.made(added.get(0)), call.made(added.get(1)));
    }

    private boolean approved(Offer offer, Service service) {
        return policy.approvals().check(offer.spec(), service);
    }

    /** The key type that is made: the mechanism's, or where it has several the template's. */
    private static KeyType keyType(Offer offer, Template template) {
        KeyType only = Policy.onlyKeyType(offer.spec());
        if (only != null) {
            return only;
        }
        KeyType wanted = template.get(CKA_KEY_TYPE);
        if (wanted == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    offer.spec().type()
                            + " makes keys of several types; the template needs CKA_KEY_TYPE");
        }
        if (!offer.spec().keyTypes().contains(wanted)) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    offer.spec().type() + " makes no keys of type " + wanted);
        }
        return wanted;
    }

    private static Template typed(Template template, KeyType keyType) {
        return template.has(CKA_KEY_TYPE)
                ? template
                : template.toBuilder().keyType(keyType).build();
    }
}
