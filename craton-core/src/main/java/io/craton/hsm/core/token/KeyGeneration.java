package io.craton.hsm.core.token;

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
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditEvent;
import java.util.List;

/** Generation of keys and key pairs (PKCS#11 v3.2 sections 5.18.1 and 5.18.2). */
final class KeyGeneration {
    private final CoreSession session;
    private final Token token;

    KeyGeneration(CoreSession session) {
        this.session = session;
        this.token = session.token();
    }

    ObjectHandle secretKey(Mechanism mechanism, Template template) {
        return KeyCall.make(
                session,
                AuditEvent.GENERATE_KEY,
                mechanism,
                call -> {
                    Offer offer = token.parts().policy().permit(mechanism, Flag.CKF_GENERATE);
                    Service service = Service.of(mechanism, Flag.CKF_GENERATE);
                    call.approved(approved(offer, service));
                    KeyType keyType = keyType(offer, template);
                    NewObject draft =
                            session.objects()
                                    .check(
                                            Origin.GENERATE,
                                            ObjectClass.CKO_SECRET_KEY,
                                            keyType,
                                            template)
                                    .generatedBy(mechanism.type());
                    KeyMaterial material =
                            token.parts().engine().generateKey(mechanism, typed(template, keyType));
                    call.makes(offer.spec(), service, draft, material);
                    return KeyService.add(session, call, draft, material);
                });
    }

    KeyPairHandles pair(Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return KeyCall.make(
                session,
                AuditEvent.GENERATE_KEY_PAIR,
                mechanism,
                call -> {
                    Offer offer =
                            token.parts().policy().permit(mechanism, Flag.CKF_GENERATE_KEY_PAIR);
                    KeyType keyType = keyType(offer, publicTemplate);
                    NewObject publicDraft =
                            session.objects()
                                    .check(
                                            Origin.GENERATE,
                                            ObjectClass.CKO_PUBLIC_KEY,
                                            keyType,
                                            publicTemplate)
                                    .generatedBy(mechanism.type());
                    NewObject privateDraft =
                            session.objects()
                                    .check(
                                            Origin.GENERATE,
                                            ObjectClass.CKO_PRIVATE_KEY,
                                            keyType,
                                            privateTemplate)
                                    .generatedBy(mechanism.type());
                    token.objects().checkRoom(2);
                    Long bits = publicTemplate.get(CKA_MODULUS_BITS);
                    if (bits != null) {
                        token.parts().policy().size(offer, bits, ReturnCode.CKR_KEY_SIZE_RANGE);
                    }
                    KeyPairMaterial made =
                            token.parts()
                                    .engine()
                                    .generateKeyPair(
                                            mechanism,
                                            typed(publicTemplate, keyType),
                                            typed(privateTemplate, keyType));
                    try {
                        call.approved(
                                approved(
                                        offer,
                                        Service.of(mechanism, Flag.CKF_GENERATE_KEY_PAIR)
                                                .with(made.publicKey(), false)));
                        List<HsmObject> objects =
                                KeyService.addAll(
                                        session,
                                        List.of(
                                                session.objects()
                                                        .draft(publicDraft, made.publicKey()),
                                                session.objects()
                                                        .draft(privateDraft, made.privateKey())));
                        objects.forEach(call::made);
                        return new KeyPairHandles(objects.get(0).handle(), objects.get(1).handle());
                    } catch (RuntimeException e) {
                        made.publicKey().close();
                        made.privateKey().close();
                        throw e;
                    }
                });
    }

    private boolean approved(Offer offer, Service service) {
        return token.parts().policy().approvals().check(offer.spec(), service);
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
