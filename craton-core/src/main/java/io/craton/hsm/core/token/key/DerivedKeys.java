package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.Origin;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.function.Supplier;

/** Keys that come from other keys: unwrapped, encapsulated; and what their templates demand. */
final class DerivedKeys {
    private final ObjectMaker maker;

    DerivedKeys(ObjectMaker maker) {
        this.maker = maker;
    }

    /**
     * The template of the application with what the key demands of keys that come from it.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT} if they contradict each other
     */
    Template withTemplateOf(HsmObject key, AttributeType<Template> type, Template given) {
        Template demanded = key.attributes().get(type);
        if (demanded == null) {
            return given;
        }
        Template.Builder all = given.toBuilder();
        for (AttributeType<?> each : demanded.types()) {
            if (!given.has(each)) {
                put(all, each, demanded);
            } else if (!given.same(each, demanded)) {
                throw new HsmException(
                        ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                        each + " of the template contradicts " + type + " of the key");
            }
        }
        return all.build();
    }

    private static <T> void put(Template.Builder into, AttributeType<T> type, Template from) {
        T value = from.get(type);
        if (value != null) {
            into.set(type, value);
        }
    }

    /** The template of a shared secret: a generic secret unless it says otherwise. */
    Template asSecretKey(Template given) {
        Template.Builder complete = given.toBuilder();
        if (!given.has(CKA_CLASS)) {
            complete.objectClass(ObjectClass.CKO_SECRET_KEY);
        } else if (given.get(CKA_CLASS) != ObjectClass.CKO_SECRET_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT, "a shared secret is a secret key");
        }
        if (!given.has(CKA_KEY_TYPE)) {
            complete.keyType(KeyType.CKK_GENERIC_SECRET);
        }
        return complete.build();
    }

    ObjectHandle unwrapped(
            KeyCall call, KeyAccess access, Template template, Supplier<KeyMaterial> work) {
        ObjectClass objectClass = required(template, CKA_CLASS);
        KeyType keyType = required(template, CKA_KEY_TYPE);
        if (objectClass != ObjectClass.CKO_SECRET_KEY
                && objectClass != ObjectClass.CKO_PRIVATE_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "only secret and private keys are unwrapped, not " + objectClass);
        }
        NewObject draft = maker.check(Origin.UNWRAP, objectClass, keyType, template);
        ReturnCode tooShort = ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE;
        Supplier<KeyMaterial> made = () -> maker.admitted(longEnough(draft, work.get(), tooShort));
        return make(call, access, draft, made);
    }

    private static <T> T required(Template template, AttributeType<T> type) {
        T value = template.get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                    "the template has no " + type + ", which is needed");
        }
        return value;
    }

    ObjectHandle shared(
            KeyCall call, KeyAccess access, Template template, Supplier<KeyMaterial> work) {
        KeyType keyType = required(template, CKA_KEY_TYPE);
        NewObject draft = maker.check(Origin.SHARE, ObjectClass.CKO_SECRET_KEY, keyType, template);
        Supplier<KeyMaterial> made =
                () -> judged(call, access, draft, cut(access, draft, work.get()));
        return make(call, access, draft, made);
    }

    private static KeyMaterial judged(
            KeyCall call, KeyAccess access, NewObject draft, KeyMaterial made) {
        call.makes(access.offer().spec(), access.service(), draft, made);
        return made;
    }

    private static KeyMaterial cut(KeyAccess access, NewObject draft, KeyMaterial made) {
        KeyMaterial secret = longEnough(draft, made, ReturnCode.CKR_KEY_SIZE_RANGE);
        try {
            if (access.use() == Use.DECAPSULATE) {
                ResultLength.checkDecapsulated(access, secret.secret(CKA_VALUE).length());
            }
            return secret;
        } catch (HsmException e) {
            secret.close();
            throw e;
        }
    }

    /**
     * A short key that may not be read would be found by trying: by its check value, or its MACs.
     */
    private static KeyMaterial longEnough(NewObject draft, KeyMaterial made, ReturnCode refusal) {
        boolean tooShort =
                !draft.readable()
                        && made.objectClass() == ObjectClass.CKO_SECRET_KEY
                        && made.hasSecret(CKA_VALUE)
                        && made.secret(CKA_VALUE).length() < NewObject.SHORTEST_SECRET;
        if (!tooShort) {
            return made;
        }
        made.close();
        throw new HsmException(
                refusal,
                "a key from another that may not be read has at least "
                        + NewObject.SHORTEST_SECRET
                        + " bytes");
    }

    private ObjectHandle make(
            KeyCall call, KeyAccess access, NewObject draft, Supplier<KeyMaterial> work) {
        KeyMaterial material = work.get();
        try {
            call.alive(access.object());
        } catch (HsmException e) {
            material.close();
            throw e;
        }
        return call.add(draft, material);
    }
}
