package io.craton.hsm.core.token;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.DigestContext;
import io.craton.hsm.core.memory.SecretBytes;
import io.craton.hsm.core.object.HsmObject;

/** The value of a secret key as input of a digest ({@code C_DigestKey}). */
public final class DigestedKey {
    /** As long as the least strength that counts as secure, 112 bits. */
    private static final int SHORTEST = 14;

    private DigestedKey() {}

    /**
     * Adds the value of a key.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID}; {@code CKR_KEY_INDIGESTIBLE} for a key
     *     that is not a secret key, or whose value could be told from its digest if it is short and
     *     may not be read
     */
    public static void into(DigestContext context, CoreSession session, ObjectHandle handle) {
        HsmObject key = session.token().objects().get(handle, ReturnCode.CKR_KEY_HANDLE_INVALID);
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_INDIGESTIBLE,
                    "only the value of a secret key can be digested");
        }
        KeyAccess.checkLifeCycle(session, key, false);
        SecretBytes secret = key.material().secret(AttributeType.CKA_VALUE);
        if (!key.facts().readable() && secret.length() < SHORTEST) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_INDIGESTIBLE,
                    "the key may not be read, and is so short that its digest would tell it");
        }
        secret.use(
                value -> {
                    context.update(value, 0, value.length);
                    return true;
                });
    }
}
