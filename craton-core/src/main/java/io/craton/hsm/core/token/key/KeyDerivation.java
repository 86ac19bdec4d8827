package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.Origin;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.List;
import java.util.Objects;

/** Derivation of keys (PKCS#11 v3.2 section 5.18.5). */
final class KeyDerivation {
    private final Caller caller;
    private final ObjectMaker maker;
    private final DerivedKeys derived;

    KeyDerivation(Caller caller, ObjectMaker maker, DerivedKeys derived) {
        this.caller = caller;
        this.maker = maker;
        this.derived = derived;
    }

    /** A derivation with all keys that take part, each permitted. */
    private record Work(Mechanism mechanism, List<TakingPart> parts, DerivationRule rule) {
        ResultLength length() {
            return new ResultLength(mechanism, parts);
        }

        KeyMaterial material() {
            return parts.get(0).access().material();
        }

        void alive(KeyCall call) {
            parts.forEach(part -> call.alive(part.key()));
        }
    }

    /** The material of a key that the parameters name. */
    private KeyMaterial named(Work work, ObjectHandle handle) {
        for (TakingPart part : work.parts()) {
            if (caller.handle(part.key()).equals(handle)) {
                return part.access().material();
            }
        }
        throw new HsmException(
                ReturnCode.CKR_KEY_HANDLE_INVALID, "the parameter names no key that takes part");
    }

    ObjectHandle derive(KeyCall call, Mechanism mechanism, ObjectHandle baseKey, Template given) {
        KeyAccess access = KeyAccess.atOnce(caller, Use.DERIVE, mechanism, baseKey);
        List<TakingPart> parts = TakingPart.of(caller, access);
        call.approved(parts.stream().allMatch(part -> part.access().approved()));
        Template template = given;
        for (TakingPart part : parts) {
            template = derived.withTemplateOf(part.key(), CKA_DERIVE_TEMPLATE, template);
        }
        Work work = new Work(mechanism, parts, new DerivationRule(mechanism, parts));
        return mechanism.type() == MechanismType.CKM_HKDF_DATA
                ? data(call, work, template)
                : key(call, work, template);
    }

    private ObjectHandle key(KeyCall call, Work work, Template given) {
        work.rule().checkRelated();
        Template template = work.rule().demanded(typed(work, given));
        List<Template> bases = work.parts().stream().map(part -> part.key().attributes()).toList();
        NewObject draft = checked(template).derivedFrom(bases, work.rule().valueUnknown());
        work.rule().checkUses(draft);
        KeyMaterial material = compute(work, template);
        KeyAccess base = work.parts().get(0).access();
        call.makes(base.offer().spec(), base.service(), draft, material);
        try {
            work.alive(call);
            if (material.hasSecret(CKA_VALUE)) {
                work.length().check(material.secret(CKA_VALUE).length(), draft.readable());
            }
        } catch (HsmException e) {
            material.close();
            throw e;
        }
        return call.add(draft, material);
    }

    private NewObject checked(Template template) {
        ObjectClass objectClass = Objects.requireNonNull(template.get(CKA_CLASS));
        KeyType keyType = Objects.requireNonNull(template.get(CKA_KEY_TYPE));
        return maker.check(Origin.DERIVE, objectClass, keyType, template);
    }

    /** With the class and type that the mechanism makes if the template does not say others. */
    private static Template typed(Work work, Template given) {
        boolean publicHalf = work.parts().get(0).result() == Derivation.PUBLIC_HALF;
        Template.Builder complete = given.toBuilder();
        if (!given.has(CKA_CLASS)) {
            complete.objectClass(
                    publicHalf ? ObjectClass.CKO_PUBLIC_KEY : ObjectClass.CKO_SECRET_KEY);
        }
        if (!given.has(CKA_KEY_TYPE)) {
            complete.keyType(publicHalf ? work.material().keyType() : KeyType.CKK_GENERIC_SECRET);
        }
        return complete.build();
    }

    private KeyMaterial compute(Work work, Template template) {
        return caller.parts()
                .engine()
                .derive(work.mechanism(), work.material(), template, other -> named(work, other));
    }

    /** A data object ({@code CKM_HKDF_DATA}): what is derived is its value, and is no key. */
    private ObjectHandle data(KeyCall call, Work work, Template given) {
        if (given.has(CKA_VALUE)) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_READ_ONLY, "CKA_VALUE is what is derived");
        }
        // The length is for the derivation; the object has no such attribute.
        Template attributes = given.toBuilder().remove(CKA_VALUE_LEN).build();
        checkData(attributes);
        work.rule().checkReadable();
        try (KeyMaterial material = compute(work, given)) {
            work.alive(call);
            Template complete =
                    material.secret(CKA_VALUE)
                            .use(SecretAccess.READ, value -> withValue(attributes, value));
            return call.made(maker.add(checkData(complete)));
        }
    }

    private static Template withValue(Template attributes, byte[] value) {
        return attributes.toBuilder().set(CKA_VALUE, value).build();
    }

    private NewObject checkData(Template attributes) {
        return maker.check(Origin.DERIVE, ObjectClass.CKO_DATA, null, attributes);
    }
}
