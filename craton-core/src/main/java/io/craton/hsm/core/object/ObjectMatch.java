package io.craton.hsm.core.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;

/**
 * Whether an object is what a template looks for, and how large it is (PKCS#11 v3.2, section 5.7:
 * {@code C_FindObjects}, {@code C_GetObjectSize}).
 */
public final class ObjectMatch {
    private static final long PER_ATTRIBUTE = 16;

    private ObjectMatch() {}

    /** Whether the object has every attribute of the template with the same value. */
    public static boolean matches(HsmObject object, Template wanted) {
        return matches(object, object.attributes(), wanted);
    }

    /** Whether an object with these attributes matches. */
    public static boolean matches(HsmObject object, Template attributes, Template wanted) {
        for (AttributeType<?> type : wanted.types()) {
            if (!same(object, attributes, type, wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(
            HsmObject object, Template attributes, AttributeType<?> type, Template wanted) {
        if (AttributeRules.isSecret(object.objectClass(), type)) {
            // A secret that cannot be read cannot be searched for: that would tell it bit by bit.
            return object.facts().readable() && sameSecret(object.material(), type, wanted);
        }
        return attributes.same(type, wanted);
    }

    private static boolean sameSecret(
            KeyMaterial material, AttributeType<?> type, Template wanted) {
        AttributeType<byte[]> secretType = ObjectRecords.component(type);
        byte[] value = wanted.get(secretType);
        return value != null
                && material.hasSecret(secretType)
                && material.secret(secretType)
                        .use(
                                SecretAccess.READ,
                                secret -> java.security.MessageDigest.isEqual(secret, value));
    }

    /** About how many bytes the object takes in the store. */
    public static long size(HsmObject object) {
        byte[] attributes = ObjectRecords.attributes(object.attributes());
        long secrets = 0;
        if (object.isKey()) {
            KeyMaterial material = object.material();
            for (AttributeType<byte[]> type : material.secretTypes()) {
                secrets += PER_ATTRIBUTE + material.secret(type).length();
            }
        }
        Arrays.fill(attributes, (byte) 0);
        return attributes.length + secrets;
    }
}
