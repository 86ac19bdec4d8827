package io.craton.hsm.core.token.object;

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
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.ObjectChanges;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.object.Origin;
import io.craton.hsm.core.token.content.Draft;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes new objects for a session: checks what is wanted of them, and completes their attributes
 * (PKCS#11 v3.2 sections 4.1 and 5.7).
 */
public final class ObjectMaker {
    private static final int CHECK_VALUE_BYTES = 3;

    private final Caller caller;
    private final TokenObjects objects;
    private final CryptoEngine engine;

    /**
     * @param caller whose objects they become
     * @param objects the objects of the token
     */
    public ObjectMaker(Caller caller, TokenObjects objects) {
        this.caller = caller;
        this.objects = objects;
        this.engine = caller.parts().engine();
    }

    /** What becomes of a template, checked; not added yet. */
    public Draft created(Template template) {
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
        KeyMaterial material = admitted(engine.importKey(template));
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
    public KeyMaterial admitted(KeyMaterial key) {
        if (key.keyType() != KeyType.CKK_RSA) {
            return key;
        }
        try {
            long bits = engine.keySize(key, MechanismType.CKM_RSA_PKCS);
            caller.parts().policy().rsaSize(bits);
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
    public NewObject check(
            Origin origin, ObjectClass objectClass, @Nullable KeyType keyType, Template template) {
        NewObject object = allowed(origin, objectClass, keyType, template);
        objects.checkRoom(1);
        return object;
    }

    private NewObject allowed(
            Origin origin, ObjectClass objectClass, @Nullable KeyType keyType, Template template) {
        UserType role = caller.application().role();
        NewObject draft = NewObject.check(origin, objectClass, keyType, template, role);
        caller.checkAccess(draft.token(), draft.isPrivate());
        return draft;
    }

    /** Makes a draft with its attributes complete. */
    public Draft draft(NewObject object, @Nullable KeyMaterial material) {
        UUID id = newId();
        byte[] info = material == null ? null : engine.publicKeyInfo(material);
        byte[] checkValue = checkValue(object, material);
        return new Draft(id, object.attributes(id, material, info, checkValue), material);
    }

    private byte @Nullable [] checkValue(NewObject object, @Nullable KeyMaterial material) {
        if (material == null) {
            return object.checked(this::ofCertificate);
        }
        return checkable(material) ? engine.checkValue(material) : null;
    }

    /** The check value of a certificate: the first bytes of its SHA-1 (section 4.6.3). */
    private byte[] ofCertificate(byte[] value) {
        try (DigestContext sha1 = engine.digest(Mechanism.of(MechanismType.CKM_SHA_1))) {
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
        caller.parts().random().nextBytes(bytes);
        ByteBuffer words = ByteBuffer.wrap(bytes);
        long high = (words.getLong() & ~0xF000L) | 0x4000L;
        long low = (words.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Adds an object without key material. */
    public HsmObject add(NewObject object) {
        return objects.add(caller, draft(object, null));
    }

    /** Adds a key; its material is wiped if that fails. */
    public HsmObject add(NewObject object, KeyMaterial material) {
        Draft draft;
        try {
            draft = draft(object, material);
        } catch (RuntimeException e) {
            material.close();
            throw e;
        }
        return objects.add(caller, draft);
    }

    /** A copy of an object, checked; not added yet. */
    public Draft copied(ObjectHandle handle, Template changes) {
        HsmObject source = caller.get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        UUID id = newId();
        boolean officer = caller.application().isOfficer();
        Template attributes = ObjectChanges.copy(source, changes, id.toString(), officer);
        caller.checkAccess(attributes.get(CKA_TOKEN, false), attributes.get(CKA_PRIVATE, false));
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
}
