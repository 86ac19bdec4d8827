package io.craton.hsm.engine.spi;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.memory.SecretBytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key as engines see it: class, type, public and secret components under the attributes of the
 * standard; never its label, its permissions or its place. Immutable until it is closed. Safe for
 * use by several threads.
 */
public final class KeyMaterial implements AutoCloseable {
    /** What an engine made of a key and can overwrite when the key is closed. */
    public interface Wipeable {
        /** Overwrites what is secret; later uses fail. */
        void wipe();
    }

    private final ObjectClass objectClass;
    private final KeyType keyType;
    private final Template components;
    private final Map<AttributeType<byte[]>, SecretBytes> secrets;
    // What an engine made of the components, such as a parsed key. Written with the lock on this,
    // read without: a key that many threads use at once does not make them wait.
    private volatile @Nullable Object engineKey;

    private KeyMaterial(
            ObjectClass objectClass,
            KeyType keyType,
            Template components,
            Map<AttributeType<byte[]>, SecretBytes> secrets) {
        this.objectClass = objectClass;
        this.keyType = keyType;
        this.components = components;
        this.secrets = Map.copyOf(secrets);
    }

    /**
     * @param components the public components, such as {@code CKA_MODULUS}, {@code CKA_EC_POINT},
     *     {@code CKA_PARAMETER_SET}, and {@code CKA_VALUE} of a public key
     * @param secrets the secret components; the material takes them over and closes them
     */
    public static KeyMaterial of(
            ObjectClass objectClass,
            KeyType keyType,
            Template components,
            Map<AttributeType<byte[]>, SecretBytes> secrets) {
        return new KeyMaterial(objectClass, keyType, components, new LinkedHashMap<>(secrets));
    }

    /** A secret key with this value, which is taken over and wiped. */
    public static KeyMaterial secretKey(KeyType keyType, byte[] value) {
        return of(
                ObjectClass.CKO_SECRET_KEY,
                keyType,
                Template.empty(),
                Map.of(AttributeType.CKA_VALUE, SecretBytes.take(value)));
    }

    /** Public, private or secret key. */
    public ObjectClass objectClass() {
        return objectClass;
    }

    /** The key type. */
    public KeyType keyType() {
        return keyType;
    }

    /** The public components. */
    public Template components() {
        return components;
    }

    /**
     * A public component.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if the key lacks it
     */
    public <T> T component(AttributeType<T> type) {
        T value = components.get(type);
        if (value == null) {
            throw new HsmException(ReturnCode.CKR_KEY_HANDLE_INVALID, "the key has no " + type);
        }
        return value;
    }

    /** The attributes of the secret components. */
    public Set<AttributeType<byte[]>> secretTypes() {
        return secrets.keySet();
    }

    /** Whether there is a secret component under this attribute. */
    public boolean hasSecret(AttributeType<byte[]> type) {
        return secrets.containsKey(type);
    }

    /**
     * A secret component.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if the key lacks it
     */
    public SecretBytes secret(AttributeType<byte[]> type) {
        SecretBytes secret = secrets.get(type);
        if (secret == null) {
            throw new HsmException(ReturnCode.CKR_KEY_HANDLE_INVALID, "the key has no " + type);
        }
        return secret;
    }

    /**
     * What an engine made of this key, made at the first call and kept until the key is closed.
     *
     * @param type the class of what is kept; another class than the kept one's replaces it
     * @param maker parses the components
     */
    public <T> T engineKey(Class<T> type, Supplier<T> maker) {
        Object kept = engineKey;
        return type.isInstance(kept) ? type.cast(kept) : makeEngineKey(type, maker);
    }

    private synchronized <T> T makeEngineKey(Class<T> type, Supplier<T> maker) {
        if (type.isInstance(engineKey)) {
            return type.cast(engineKey);
        }
        T made = maker.get();
        // Not wiped: another thread may be using it.
        engineKey = made;
        return made;
    }

    /** Wipes the secret components and lets go of what engines made of them. */
    @Override
    public synchronized void close() {
        if (engineKey instanceof Wipeable wipeable) {
            wipeable.wipe();
        }
        engineKey = null;
        secrets.values().forEach(SecretBytes::close);
    }

    /** Class and type only. */
    @Override
    public String toString() {
        return "KeyMaterial[" + objectClass + ", " + keyType + "]";
    }
}
