package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.Origin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Keys that come from other keys: unwrapped, derived, encapsulated; and what they inherit. */
final class DerivedKeys {
    /**
     * Mechanisms whose result shows the base key: it is at least as well protected (section 6.43).
     */
    private static final Set<MechanismType> PASS_ON_PROTECTION =
            EnumSet.of(
                    MechanismType.CKM_CONCATENATE_BASE_AND_KEY,
                    MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                    MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
                    MechanismType.CKM_XOR_BASE_AND_DATA,
                    MechanismType.CKM_EXTRACT_KEY_FROM_KEY);

    /** 112 bits, in bytes. */
    private static final int SHORTEST_PIECE = 14;

    private final CoreSession session;
    private final Token token;

    DerivedKeys(CoreSession session) {
        this.session = session;
        this.token = session.token();
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
        NewObject draft = session.objects().check(Origin.UNWRAP, objectClass, keyType, template);
        return make(call, access, List.of(), draft, () -> longEnough(work.get(), draft));
    }

    /**
     * A short key that may not be read would be found by trying: by its check value, or its MACs.
     */
    private static KeyMaterial longEnough(KeyMaterial made, NewObject draft) {
        boolean tooShort =
                !draft.readable()
                        && made.objectClass() == ObjectClass.CKO_SECRET_KEY
                        && made.hasSecret(CKA_VALUE)
                        && made.secret(CKA_VALUE).length() < SHORTEST_PIECE;
        if (!tooShort) {
            return made;
        }
        made.close();
        throw new HsmException(
                ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                "an unwrapped key that may not be read has at least " + SHORTEST_PIECE + " bytes");
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
        NewObject draft =
                session.objects()
                        .check(
                                Origin.SHARE,
                                ObjectClass.CKO_SECRET_KEY,
                                required(template, CKA_KEY_TYPE),
                                template);
        return make(call, access, List.of(), draft, work);
    }

    ObjectHandle derived(KeyCall call, KeyAccess access, Template given) {
        Mechanism mechanism = access.mechanism();
        HsmObject base = access.object();
        if (mechanism.type() == MechanismType.CKM_HKDF_DATA) {
            return data(call, access, given);
        }
        boolean publicHalf = mechanism.type() == MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY;
        Template.Builder complete = given.toBuilder();
        if (!given.has(CKA_CLASS)) {
            complete.objectClass(
                    publicHalf ? ObjectClass.CKO_PUBLIC_KEY : ObjectClass.CKO_SECRET_KEY);
        }
        if (!given.has(CKA_KEY_TYPE)) {
            complete.keyType(publicHalf ? access.material().keyType() : KeyType.CKK_GENERIC_SECRET);
        }
        List<HsmObject> others = new ArrayList<>();
        if (PASS_ON_PROTECTION.contains(mechanism.type())) {
            others.add(base);
            collectOthers(mechanism, others);
            passOn(complete, given, others);
        }
        Template template = complete.build();
        NewObject draft =
                session.objects()
                        .check(
                                Origin.DERIVE,
                                required(template, CKA_CLASS),
                                required(template, CKA_KEY_TYPE),
                                template)
                        .derivedFrom(base.attributes());
        return make(
                call,
                access,
                others,
                draft,
                () ->
                        token.parts()
                                .engine()
                                .derive(mechanism, access.material(), template, this::otherKey));
    }

    /** A data object ({@code CKM_HKDF_DATA}): what is derived is its value, and is no key. */
    private ObjectHandle data(KeyCall call, KeyAccess access, Template given) {
        if (given.has(CKA_VALUE)) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_READ_ONLY, "CKA_VALUE is what is derived");
        }
        // The length is for the derivation; the object has no such attribute.
        Template attributes = given.toBuilder().remove(CKA_VALUE_LEN).build();
        session.objects().check(Origin.DERIVE, ObjectClass.CKO_DATA, null, attributes);
        try (KeyMaterial material =
                token.parts()
                        .engine()
                        .derive(access.mechanism(), access.material(), given, this::otherKey)) {
            call.alive(access.object());
            Template complete =
                    material.secret(CKA_VALUE)
                            .use(value -> attributes.toBuilder().set(CKA_VALUE, value).build());
            HsmObject made =
                    session.objects()
                            .add(
                                    session.objects()
                                            .check(
                                                    Origin.DERIVE,
                                                    ObjectClass.CKO_DATA,
                                                    null,
                                                    complete),
                                    null);
            call.made(made);
            return made.handle();
        }
    }

    private void collectOthers(Mechanism mechanism, List<HsmObject> others) {
        if (mechanism.parameters() instanceof io.craton.hsm.MechanismParameters.OtherKey other) {
            others.add(other(other.key()));
        }
    }

    private KeyMaterial otherKey(ObjectHandle handle) {
        return other(handle).material();
    }

    private HsmObject other(ObjectHandle handle) {
        HsmObject key = token.objects().get(handle, ReturnCode.CKR_KEY_HANDLE_INVALID);
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID, "the second key is not a secret key");
        }
        KeyAccess.checkLifeCycle(session, key, false);
        return key;
    }

    private static void passOn(Template.Builder complete, Template given, List<HsmObject> bases) {
        if (bases.stream().anyMatch(base -> base.is(CKA_SENSITIVE))) {
            demand(complete, given, CKA_SENSITIVE, true);
        }
        if (bases.stream().anyMatch(base -> !base.is(CKA_EXTRACTABLE))) {
            demand(complete, given, CKA_EXTRACTABLE, false);
        }
    }

    private static void demand(
            Template.Builder complete, Template given, AttributeType<Boolean> type, boolean value) {
        Boolean wanted = given.get(type);
        if (wanted == null) {
            complete.set(type, value);
        } else if (wanted != value) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    type + " of the derived key follows from the base key: " + value);
        }
    }

    /**
     * Refuses a short piece of a key that may not be read: its bytes could be found by trying, and
     * then the next piece.
     */
    private static void notAPiece(HsmObject base, KeyMaterial made) {
        if (base.facts().readable() || !made.hasSecret(CKA_VALUE)) {
            return;
        }
        int length = made.secret(CKA_VALUE).length();
        if (length < SHORTEST_PIECE && length < base.material().secret(CKA_VALUE).length()) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "of a key that may not be read, no piece of less than "
                            + SHORTEST_PIECE
                            + " bytes is made");
        }
    }

    private ObjectHandle make(
            KeyCall call,
            KeyAccess access,
            List<HsmObject> others,
            NewObject draft,
            Supplier<KeyMaterial> work) {
        KeyMaterial material = work.get();
        try {
            call.alive(access.object());
            others.forEach(call::alive);
            others.forEach(base -> notAPiece(base, material));
        } catch (HsmException e) {
            material.close();
            throw e;
        }
        return KeyService.add(session, call, draft, material);
    }
}
