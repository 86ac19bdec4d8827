package io.craton.hsm.core.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object while it can be seen. What it is never changes; its attributes are replaced as a whole.
 * It dies when it is destroyed, when its session closes, and, if it is private, when the user logs
 * out; an operation that holds it finds out by {@link #live()} before it gives a result. Safe for
 * use by several threads.
 */
public final class HsmObject {
    private final ObjectHandle handle;
    private final UUID id;
    private final String idText;
    private final ObjectClass objectClass;
    private final @Nullable KeyType keyType;
    private final boolean token;
    private final boolean isPrivate;
    private final long session;
    private final @Nullable Supplier<KeyMaterial> loader;
    private volatile ObjectFacts facts;
    private volatile boolean live = true;
    // Loaded at first use; written under this object's lock, so that it is loaded once and wiped
    // once.
    private volatile @Nullable KeyMaterial material;

    // Written under this object's lock, so that it is made once.
    private volatile @Nullable Object attachment;

    /**
     * @param handle its handle
     * @param id its unique id
     * @param attributes all attributes but secret ones
     * @param session the session that it ends with, or 0 for a token object
     * @param material its key material, or null if it has none or is loaded at first use
     * @param loader loads the key material, or null
     */
    public HsmObject(
            ObjectHandle handle,
            UUID id,
            Template attributes,
            long session,
            @Nullable KeyMaterial material,
            @Nullable Supplier<KeyMaterial> loader) {
        this.handle = handle;
        this.id = id;
        String text = id.toString();
        String unique = attributes.get(AttributeType.CKA_UNIQUE_ID);
        this.idText =
                unique != null && text.equals(unique)
                        ? unique
                        : text; // one of the two is enough to keep
        this.facts = ObjectFacts.of(attributes);
        this.objectClass = required(attributes, AttributeType.CKA_CLASS);
        this.keyType = attributes.get(AttributeType.CKA_KEY_TYPE);
        this.token = required(attributes, AttributeType.CKA_TOKEN);
        this.isPrivate = required(attributes, AttributeType.CKA_PRIVATE);
        this.session = session;
        this.material = material;
        this.loader = loader;
    }

    private static <T> T required(Template attributes, AttributeType<T> type) {
        T value = attributes.get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "an object of the store has no " + type);
        }
        return value;
    }

    /** Its handle; never used for another object. */
    public ObjectHandle handle() {
        return handle;
    }

    /** Its unique id, the same over restarts. */
    public UUID id() {
        return id;
    }

    /** Its unique id as {@code CKA_UNIQUE_ID} has it. */
    public String idText() {
        return idText;
    }

    /** Its class. */
    public ObjectClass objectClass() {
        return objectClass;
    }

    /** Its key type, or null if it is no key. */
    public @Nullable KeyType keyType() {
        return keyType;
    }

    /** Whether it outlives its session. */
    public boolean token() {
        return token;
    }

    /** Whether only the user sees it. */
    public boolean isPrivate() {
        return isPrivate;
    }

    /** The session that it ends with, or 0. */
    public long session() {
        return session;
    }

    /** Its attributes now and what follows from them. */
    public ObjectFacts facts() {
        return facts;
    }

    /** Its attributes now; no secret ones. */
    public Template attributes() {
        return facts.attributes();
    }

    /** An attribute that is true or absent. */
    public boolean is(AttributeType<Boolean> type) {
        return Boolean.TRUE.equals(facts.attributes().get(type));
    }

    /** Its label, or null. */
    public @Nullable String label() {
        return facts.label();
    }

    /** The rules for its attributes. */
    public AttributeRules rules() {
        return AttributeRules.of(objectClass, keyType);
    }

    /** Replaces its attributes. */
    void replace(Template attributes) {
        facts = ObjectFacts.of(attributes);
    }

    /** Whether it is there and may be used. */
    public boolean live() {
        return live;
    }

    /** Whether it has key material. */
    public boolean isKey() {
        return material != null || loader != null;
    }

    /**
     * Its key material, read from the store at first use.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if it is no key or is gone
     */
    public KeyMaterial material() {
        KeyMaterial loaded = material;
        return loaded != null ? loaded : load();
    }

    private synchronized KeyMaterial load() {
        KeyMaterial loaded = material;
        if (loaded != null) {
            return loaded;
        }
        if (loader == null || !live) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the handle names no key, or one that is gone");
        }
        loaded = loader.get();
        material = loaded;
        return loaded;
    }

    /** Something that belongs to this object while it can be seen, made at the first call. */
    public <T> T attachment(Class<T> type, Supplier<T> maker) {
        Object present = attachment;
        return type.isInstance(present) ? type.cast(present) : attach(type, maker);
    }

    private synchronized <T> T attach(Class<T> type, Supplier<T> maker) {
        Object present = attachment;
        if (type.isInstance(present)) {
            return type.cast(present);
        }
        T made = maker.get();
        attachment = made;
        return made;
    }

    /** Ends it: its secrets are wiped, and operations that hold it give no result. */
    void end() {
        live = false;
        synchronized (this) {
            KeyMaterial loaded = material;
            if (loaded != null) {
                loaded.close();
            }
        }
    }

    /** Of its handle: large sets of objects should not depend on what the virtual machine gives. */
    @Override
    public int hashCode() {
        return handle.hashCode();
    }

    /** An object is equal to itself only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    /** Class, type and handle; no value. */
    @Override
    public String toString() {
        return "HsmObject[" + objectClass + ", " + keyType + ", " + handle.value() + "]";
    }
}
