package io.craton.hsm.core.object;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How objects are written to the store: one byte of version, then a template in its byte form,
 * little-endian with numbers of 8 bytes; attributes and secret components apart. The numbers of
 * attributes, types and mechanisms in it are those of PKCS#11 v3.2.
 */
public final class ObjectRecords {
    /** The format of an object's record: what this release writes, and the highest it reads. */
    private static final byte VERSION = 1;

    private static final AttributeCodec CODEC =
            AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, Long.BYTES);

    private ObjectRecords() {}

    /**
     * Refuses attributes that could not be read again from a record.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}, {@code CKR_ATTRIBUTE_VALUE_INVALID}
     */
    public static void check(Template attributes) {
        CODEC.check(attributes);
    }

    /**
     * The record of attributes that are not secret. It has been read again: one that cannot be is
     * not written.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}, {@code CKR_ATTRIBUTE_VALUE_INVALID}
     */
    public static byte[] attributes(Template attributes) {
        byte[] record = versioned(CODEC.encode(attributes));
        if (!attributes(record).equals(attributes)) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                    "the object has an attribute that could not be read again from the store");
        }
        return record;
    }

    /** The attributes of a record. */
    public static Template attributes(byte[] record) {
        return CODEC.decode(unversioned(record));
    }

    /** The record of the secret components, which the caller wipes; null if there are none. */
    public static byte @Nullable [] secrets(@Nullable KeyMaterial material) {
        if (material == null || material.secretTypes().isEmpty()) {
            return null;
        }
        Template.Builder builder = Template.builder();
        for (AttributeType<byte[]> type : material.secretTypes()) {
            material.secret(type).use(SecretAccess.READ, secret -> builder.set(type, secret));
        }
        Template secrets = builder.build();
        byte[] body = CODEC.encode(secrets);
        secrets.wipe();
        CODEC.decode(body).wipe();
        return versioned(body);
    }

    /**
     * The key material of an object from its attributes and the record of its secrets, which is
     * wiped.
     */
    public static KeyMaterial material(Template attributes, byte @Nullable [] secretRecord) {
        ObjectClass objectClass = attributes.get(AttributeType.CKA_CLASS);
        KeyType keyType = attributes.get(AttributeType.CKA_KEY_TYPE);
        if (objectClass == null || keyType == null) {
            throw new HsmException(ReturnCode.CKR_KEY_HANDLE_INVALID, "the handle names no key");
        }
        Template.Builder components = Template.builder();
        for (AttributeType<?> type : attributes.types()) {
            if (AttributeRules.isComponent(objectClass, type)) {
                copy(attributes, type, components);
            }
        }
        Map<AttributeType<byte[]>, SecretBytes> secrets =
                secretRecord == null ? Map.of() : kept(secretRecord);
        return KeyMaterial.of(objectClass, keyType, components.build(), secrets);
    }

    /** The secret components of a record, which is wiped. */
    private static Map<AttributeType<byte[]>, SecretBytes> kept(byte[] secretRecord) {
        byte[] body = unversioned(secretRecord);
        Template decoded = secrets(body);
        Map<AttributeType<byte[]>, SecretBytes> secrets = new LinkedHashMap<>();
        decoded.types().forEach(type -> keep(component(type), decoded, secrets));
        decoded.wipe();
        Arrays.fill(body, (byte) 0);
        Arrays.fill(secretRecord, (byte) 0);
        return secrets;
    }

    private static void keep(
            AttributeType<byte[]> type,
            Template decoded,
            Map<AttributeType<byte[]>, SecretBytes> secrets) {
        byte[] value = decoded.get(type);
        if (value != null) {
            secrets.put(type, SecretBytes.take(value));
        }
    }

    /** The type of a secret component: the attribute table says that these are byte arrays. */
    @SuppressWarnings("unchecked")
    static AttributeType<byte[]> component(AttributeType<?> type) {
        return (AttributeType<byte[]>) type;
    }

    private static Template secrets(byte[] body) {
        try {
            return CODEC.decode(body);
        } catch (HsmException e) {
            // Without a cause: what the codec says of the record comes from secrets.
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "the secrets of an object of the store cannot be read; restore the token from a backup");
        }
    }

    /** Copies one attribute from a template into a builder. */
    public static <T> void copy(Template from, AttributeType<T> type, Template.Builder into) {
        T value = from.get(type);
        if (value != null) {
            into.set(type, value);
        }
    }

    private static byte[] versioned(byte[] body) {
        byte[] record = new byte[body.length + 1];
        record[0] = VERSION;
        System.arraycopy(body, 0, record, 1, body.length);
        Arrays.fill(body, (byte) 0);
        return record;
    }

    private static byte[] unversioned(byte[] record) {
        if (record.length == 0 || record[0] != VERSION) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "an object of the store has format "
                            + (record.length == 0 ? "none" : record[0])
                            + "; this release reads up to "
                            + VERSION
                            + ": use the release that wrote it, or a newer one");
        }
        return Arrays.copyOfRange(record, 1, record.length);
    }
}
