package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectMatch;

/** Which key may leave the token under which other (PKCS#11 v3.2 section 5.18.3). */
final class Wrapping {
    private Wrapping() {}

    /**
     * Refuses a key that may not be wrapped by this wrapping key.
     *
     * @throws HsmException {@code CKR_KEY_NOT_WRAPPABLE}, {@code CKR_KEY_UNEXTRACTABLE}, {@code
     *     CKR_KEY_HANDLE_INVALID}, {@code CKR_KEY_FUNCTION_NOT_PERMITTED}
     */
    static void check(HsmObject wrappingKey, HsmObject key) {
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY
                && key.objectClass() != ObjectClass.CKO_PRIVATE_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE, "only secret and private keys are wrapped");
        }
        if (!key.is(CKA_EXTRACTABLE)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_UNEXTRACTABLE, "CKA_EXTRACTABLE of the key is false");
        }
        if (key.facts().compromised()) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED, "the key is compromised");
        }
        if (key.is(CKA_WRAP_WITH_TRUSTED) && !wrappingKey.is(CKA_TRUSTED)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                    "CKA_WRAP_WITH_TRUSTED of the key is true, and CKA_TRUSTED of the wrapping key is not");
        }
        Template wanted = wrappingKey.attributes().get(CKA_WRAP_TEMPLATE);
        if (wanted != null && !ObjectMatch.matches(key, wanted)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the key does not match CKA_WRAP_TEMPLATE of the wrapping key");
        }
    }
}
