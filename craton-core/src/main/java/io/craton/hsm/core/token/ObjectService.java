package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.AttributeRules;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.ObjectChanges;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.ObjectMatch;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.object.Origin;
import io.craton.hsm.core.token.ObjectBatch.Draft;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a session does with objects (PKCS#11 v3.2 section 5.7). */
public final class ObjectService {
    private static final int CHECK_VALUE_BYTES = 3;

    private final CoreSession session;
    private final Token token;

    ObjectService(CoreSession session) {
        this.session = session;
        this.token = session.token();
    }

    ObjectHandle create(Template template) {
        session.enter();
        Arguments.notNull(template, "the template");
        return Audited.object(
                session,
                AuditEvent.CREATE_OBJECT,
                null,
                () -> {
                    token.objects().checkRoom(1);
                    return addOrClose(created(template));
                });
    }

    /** What becomes of a template, checked; not added yet. */
    Draft created(Template template) {
        ObjectClass objectClass = template.get(CKA_CLASS);
        if (objectClass == null) {
            throw incomplete(CKA_CLASS);
        }
        KeyType keyType = template.get(CKA_KEY_TYPE);
        boolean key = isKey(objectClass);
        if (key && keyType == null) {
            throw incomplete(CKA_KEY_TYPE);
        }
        NewObject object = allowed(Origin.CREATE, objectClass, key ? keyType : null, template);
        if (!key) {
            return draft(object, null);
        }
        KeyMaterial material = admitted(token.parts().engine().importKey(template));
        try {
            return draft(object, material);
        } catch (RuntimeException e) {
            material.close();
            throw e;
        }
    }

    /**
     * Refuses a key that was made elsewhere and could do nothing here; it is wiped then.
     *
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}
     */
    KeyMaterial admitted(KeyMaterial key) {
        if (key.keyType() != KeyType.CKK_RSA) {
            return key;
        }
        try {
            token.parts()
                    .policy()
                    .rsaSize(token.parts().engine().keySize(key, MechanismType.CKM_RSA_PKCS));
            return key;
        } catch (HsmException e) {
            key.close();
            throw e;
        }
    }

    private static HsmException incomplete(AttributeType<?> type) {
        return new HsmException(
                ReturnCode.CKR_TEMPLATE_INCOMPLETE,
                "the template has no " + type + ", which is needed");
    }

    private static boolean isKey(ObjectClass objectClass) {
        return objectClass == ObjectClass.CKO_PUBLIC_KEY
                || objectClass == ObjectClass.CKO_PRIVATE_KEY
                || objectClass == ObjectClass.CKO_SECRET_KEY;
    }

    /**
     * Checks what the application gave for a new object, that this session may make it, and that
     * there is room.
     */
    NewObject check(
            Origin origin, ObjectClass objectClass, @Nullable KeyType keyType, Template template) {
        NewObject object = allowed(origin, objectClass, keyType, template);
        token.objects().checkRoom(1);
        return object;
    }

    private NewObject allowed(
            Origin origin, ObjectClass objectClass, @Nullable KeyType keyType, Template template) {
        UserType role = token.role();
        NewObject draft =
                NewObject.check(
                        origin,
                        objectClass,
                        keyType,
                        template,
                        role == UserType.CKU_USER,
                        role == UserType.CKU_SO);
        token.objects().checkAccess(session, draft.token(), draft.isPrivate());
        return draft;
    }

    /** Makes a draft with its attributes complete. */
    Draft draft(NewObject object, @Nullable KeyMaterial material) {
        UUID id = newId();
        byte[] info = material == null ? null : token.parts().engine().publicKeyInfo(material);
        byte[] checkValue =
                material == null
                        ? object.checked(this::ofCertificate)
                        : checkable(material) ? token.parts().engine().checkValue(material) : null;
        return new Draft(id, object.attributes(id, material, info, checkValue), material);
    }

    /** The check value of a certificate: the first bytes of its SHA-1 (section 4.6.3). */
    private byte[] ofCertificate(byte[] value) {
        try (DigestContext sha1 =
                token.parts().engine().digest(Mechanism.of(MechanismType.CKM_SHA_1))) {
            sha1.update(value, 0, value.length);
            return Arrays.copyOf(sha1.digest(), CHECK_VALUE_BYTES);
        }
    }

    /** The check value of a short key would tell its value to whoever tries them all. */
    private static boolean checkable(KeyMaterial material) {
        return material.objectClass() == ObjectClass.CKO_SECRET_KEY
                && material.secret(CKA_VALUE).length() >= NewObject.SHORTEST_SECRET;
    }

    /** A random UUID (version 4) from the module's own generator. */
    private UUID newId() {
        byte[] bytes = new byte[2 * Long.BYTES];
        token.parts().random().nextBytes(bytes);
        ByteBuffer words = ByteBuffer.wrap(bytes);
        long high = (words.getLong() & ~0xF000L) | 0x4000L;
        long low = (words.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    HsmObject add(NewObject object, @Nullable KeyMaterial material) {
        return token.objects().add(session, List.of(draft(object, material))).get(0);
    }

    /** Adds an object; its key material is wiped if that fails. */
    HsmObject addOrClose(NewObject object, KeyMaterial material) {
        try {
            return add(object, material);
        } catch (RuntimeException e) {
            material.close();
            throw e;
        }
    }

    private HsmObject addOrClose(Draft draft) {
        try {
            return token.objects().add(session, List.of(draft)).get(0);
        } catch (RuntimeException e) {
            KeyMaterial material = draft.material();
            if (material != null) {
                material.close();
            }
            throw e;
        }
    }

    ObjectHandle copy(ObjectHandle handle, Template changes) {
        session.enter();
        Arguments.notNull(handle, "the object");
        Arguments.notNull(changes, "the template");
        return Audited.object(
                session,
                AuditEvent.COPY_OBJECT,
                handle,
                () -> {
                    token.objects().checkRoom(1);
                    return addOrClose(copied(handle, changes));
                });
    }

    /** A copy of an object, checked; not added yet. */
    Draft copied(ObjectHandle handle, Template changes) {
        HsmObject source = token.objects().get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        UUID id = newId();
        Template attributes =
                ObjectChanges.copy(source, changes, id.toString(), token.role() == UserType.CKU_SO);
        token.objects()
                .checkAccess(
                        session,
                        attributes.get(CKA_TOKEN, false),
                        attributes.get(CKA_PRIVATE, false));
        return new Draft(id, attributes, source.isKey() ? copyOf(source, attributes) : null);
    }

    private static KeyMaterial copyOf(HsmObject source, Template attributes) {
        byte[] secrets = ObjectRecords.secrets(source.material());
        try {
            return ObjectRecords.material(attributes, secrets);
        } finally {
            if (secrets != null) {
                Arrays.fill(secrets, (byte) 0);
            }
        }
    }

    void destroy(ObjectHandle handle) {
        session.enter();
        Arguments.notNull(handle, "the object");
        Audited.object(
                session,
                AuditEvent.DESTROY_OBJECT,
                handle,
                () -> {
                    HsmObject object = destroyable(handle);
                    token.objects().destroy(object);
                    return object;
                });
    }

    /** An object that this session may destroy. */
    HsmObject destroyable(ObjectHandle handle) {
        HsmObject object = accessible(handle);
        if (!object.is(CKA_DESTROYABLE)) {
            throw new HsmException(
                    ReturnCode.CKR_ACTION_PROHIBITED, "CKA_DESTROYABLE of the object is false");
        }
        return object;
    }

    /** An object that this session may change. */
    HsmObject accessible(ObjectHandle handle) {
        HsmObject object = token.objects().get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        token.objects().checkAccess(session, object.token(), object.isPrivate());
        return object;
    }

    /** Destroys session objects, those that are still there, with one record for all. */
    int end(Collection<ObjectHandle> handles) {
        session.enter();
        Arguments.noneNull(handles, "the objects");
        token.parts().audit().requireWritable();
        int count = 0;
        for (ObjectHandle handle : handles) {
            count += endOne(handle) ? 1 : 0;
        }
        if (count > 0) {
            token.recordEnded(count, session.handle());
        }
        return count;
    }

    private boolean endOne(ObjectHandle handle) {
        HsmObject object = token.index().get(handle);
        if (object == null || object.token() || !object.is(CKA_DESTROYABLE)) {
            return false;
        }
        try {
            token.objects().destroy(object);
            return true;
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_OBJECT_HANDLE_INVALID) {
                return false; // another thread was faster
            }
            throw e;
        }
    }

    void set(ObjectHandle handle, Template changes) {
        session.enter();
        Arguments.notNull(handle, "the object");
        Arguments.notNull(changes, "the template");
        if (token.officerKeys().marks(handle, changes)) {
            mark(handle, () -> token.officerKeys().mark(handle));
            return;
        }
        Audited.object(
                session,
                AuditEvent.SET_ATTRIBUTE,
                handle,
                () -> {
                    HsmObject object = accessible(handle);
                    token.objects().change(object, set(object, changes));
                    return object;
                });
    }

    /** What a change of attributes makes of those that there are. */
    UnaryOperator<Template> set(HsmObject object, Template changes) {
        boolean officer = token.role() == UserType.CKU_SO;
        return present -> ObjectChanges.set(object, present, changes, officer);
    }

    /** Marks a key as trusted, for the SO. */
    void trust(String uniqueId, boolean acceptForeign) {
        session.enter();
        Arguments.notNull(uniqueId, "the unique id");
        mark(null, () -> token.officerKeys().mark(uniqueId, acceptForeign));
    }

    private void mark(@Nullable ObjectHandle handle, Supplier<HsmObject> marking) {
        Audited.object(
                session, AuditEvent.SET_ATTRIBUTE, handle, AuditDetail.TRUSTED.text(), marking);
    }

    /** What the SO has to know before that. */
    TrustInfo trustInfo(String uniqueId) {
        session.enter();
        Arguments.notNull(uniqueId, "the unique id");
        return TrustInfos.of(token.officerKeys().look(uniqueId));
    }

    long size(ObjectHandle handle) {
        session.enter();
        Arguments.notNull(handle, "the object");
        return ObjectMatch.size(token.objects().get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID));
    }

    /**
     * The object with this handle, for a look at it that is recorded.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    public HsmObject lookUp(ObjectHandle handle) {
        return looked(handle, object -> object);
    }

    <T> T get(ObjectHandle handle, AttributeType<T> type) {
        session.enter();
        Arguments.notNull(type, "the attribute");
        return looked(handle, object -> value(object, type));
    }

    private <T> T looked(ObjectHandle handle, Function<HsmObject, T> look) {
        Arguments.notNull(handle, "the object");
        HsmObject object = token.index().get(handle);
        T seen;
        try {
            seen = look.apply(token.objects().get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID));
        } catch (HsmException e) {
            looked(e.code(), object);
            throw e;
        }
        looked(ReturnCode.CKR_OK, object);
        return seen;
    }

    private void looked(ReturnCode result, @Nullable HsmObject object) {
        token.record(AuditEvent.GET_ATTRIBUTE, result, session.handle(), object, null, null, null);
    }

    Template getReadable(ObjectHandle handle, AttributeType<?>... types) {
        session.enter();
        allGiven(types);
        HsmObject object = lookUp(handle);
        Template.Builder found = Template.builder();
        for (AttributeType<?> type : types) {
            take(object, type, found);
        }
        return found.build();
    }

    /** What is no secret of an object, without a record. */
    Template describe(ObjectHandle handle, AttributeType<?>... types) {
        session.enter();
        Arguments.notNull(handle, "the object");
        allGiven(types);
        HsmObject object = token.objects().get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        Template.Builder found = Template.builder();
        for (AttributeType<?> type : types) {
            if (!AttributeRules.isSecret(object.objectClass(), type)) {
                take(object, type, found);
            }
        }
        return found.build();
    }

    /** What has become of the token objects since a moment, without a record. */
    TokenChanges since(long number, AttributeType<?>... types) {
        session.enter();
        allGiven(types);
        ObjectIndex.Since since = token.index().since(number);
        Map<ObjectHandle, Template> present = new LinkedHashMap<>();
        for (ObjectIndex.Seen seen : since.present()) {
            Template.Builder found = Template.builder();
            for (AttributeType<?> type : types) {
                // Secrets are not among the attributes.
                ObjectRecords.copy(seen.facts().attributes(), type, found);
            }
            present.put(seen.object().handle(), found.build());
        }
        return new TokenChanges(since.number(), since.complete(), present, since.gone());
    }

    private static void allGiven(AttributeType<?>... types) {
        Arguments.notNull(types, "the attributes");
        Arguments.noneNull(Arrays.asList(types), "the attributes");
    }

    private static <T> void take(HsmObject object, AttributeType<T> type, Template.Builder into) {
        boolean secret = AttributeRules.isSecret(object.objectClass(), type);
        boolean has =
                secret
                        ? object.material().secretTypes().contains(type)
                        : object.attributes().has(type);
        if (has && (!secret || object.facts().readable())) {
            into.set(type, value(object, type));
        }
    }

    /**
     * The value of an attribute.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_SENSITIVE}, {@code CKR_ATTRIBUTE_TYPE_INVALID}
     */
    public static <T> T value(HsmObject object, AttributeType<T> type) {
        if (AttributeRules.isSecret(object.objectClass(), type)
                && object.rules().rule(type) != null) {
            if (!object.facts().readable()) {
                throw new HsmException(
                        ReturnCode.CKR_ATTRIBUTE_SENSITIVE,
                        type + " cannot be read: the key is sensitive or not extractable");
            }
            KeyMaterial material = object.material();
            if (material.secretTypes().contains(type)) {
                @SuppressWarnings(
                        "unchecked") // Secret components are byte arrays: the attribute table says
                // so.
                T secret = (T) material.secret((AttributeType<byte[]>) type).copy();
                return secret;
            }
        }
        T value = object.attributes().get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, "the object has no " + type);
        }
        return value;
    }

    List<ObjectHandle> find(Template template) {
        session.enter();
        Arguments.notNull(template, "the template");
        return found(matching(template));
    }

    /** The same with a template in the byte form of a platform. */
    public List<ObjectHandle> find(byte[] template, AttributeCodec form) {
        session.enter();
        Arguments.notNull(template, "the template");
        Arguments.notNull(form, "the byte form");
        return found(form.decodeSearch(template).map(this::matching).orElse(List.of()));
    }

    private List<ObjectHandle> found(List<ObjectHandle> found) {
        token.record(AuditEvent.FIND_OBJECTS, ReturnCode.CKR_OK, session.handle(), null);
        return found;
    }

    private List<ObjectHandle> matching(Template template) {
        List<ObjectIndex.Seen> candidates = token.index().candidates(template);
        List<ObjectHandle> found = new ArrayList<>(candidates.size());
        for (ObjectIndex.Seen seen : candidates) {
            if (ObjectMatch.matches(seen.object(), seen.facts().attributes(), template)) {
                found.add(seen.object().handle());
            }
        }
        if (found.isEmpty()) {
            token.officerKeys().find(template).ifPresent(found::add);
        }
        return found;
    }
}
