package io.craton.hsm.engine.common;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Map;
import java.util.function.Function;

/** Makes key material and reads its secret value. */
public final class Secrets {
    private Secrets() {}

    /** A private key with one secret value, which is taken over and wiped. */
    public static KeyMaterial privateKey(KeyType type, Template components, byte[] value) {
        return KeyMaterial.of(
                ObjectClass.CKO_PRIVATE_KEY,
                type,
                components,
                Map.of(AttributeType.CKA_VALUE, SecretBytes.take(value)));
    }

    /** A public key. */
    public static KeyMaterial publicKey(KeyType type, Template components) {
        return KeyMaterial.of(ObjectClass.CKO_PUBLIC_KEY, type, components, Map.of());
    }

    /** Calls the function with {@code CKA_VALUE} of the key, which is wiped when it returns. */
    public static <R> R use(SecretAccess access, KeyMaterial key, Function<byte[], R> function) {
        return key.secret(AttributeType.CKA_VALUE).use(access, function);
    }
}
