package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectMatch;
import io.craton.hsm.core.object.TrustedForm;

/** Which key may leave the token under which other (PKCS#11 v3.2 section 5.18.3). */
final class WrapRules {
    private WrapRules() {}

    /**
     * Refuses a key that may not be wrapped by this wrapping key.
     *
     * @throws HsmException {@code CKR_KEY_NOT_WRAPPABLE}, {@code CKR_KEY_UNEXTRACTABLE}, {@code
     *     CKR_KEY_HANDLE_INVALID}, {@code CKR_KEY_FUNCTION_NOT_PERMITTED}
     */
    static void check(KeyAccess access, HsmObject key) {
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
        HsmObject wrappingKey = access.object();
        if (key.is(CKA_WRAP_WITH_TRUSTED)) {
            onlyTrusted(wrappingKey);
        }
        if (access.offer().spec().unauthenticated().contains(Flag.CKF_WRAP)
                && (key.is(CKA_WRAP_WITH_TRUSTED) || wrappingKey.is(CKA_WRAP_WITH_TRUSTED))) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                    access.mechanism().type()
                            + " does not authenticate what it wraps: never for keys with CKA_WRAP_WITH_TRUSTED, whatever"
                            + " the configuration; use CKM_AES_KEY_WRAP_KWP");
        }
        Template wanted = wrappingKey.attributes().get(CKA_WRAP_TEMPLATE);
        if (wanted != null && !ObjectMatch.matches(key, wanted)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the key does not match CKA_WRAP_TEMPLATE of the wrapping key");
        }
    }

    private static void onlyTrusted(HsmObject wrappingKey) {
        if (!wrappingKey.is(CKA_TRUSTED)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                    "CKA_WRAP_WITH_TRUSTED of the key is true, and CKA_TRUSTED of the wrapping key is not");
        }
        if (!TrustedForm.counts(wrappingKey.facts())) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_NOT_WRAPPABLE,
                    "the mark CKA_TRUSTED of the wrapping key does not count: somebody may know its value, or it was"
                            + " not made for wrapping alone; make one with 'key generate --wrapping kwp' and let the"
                            + " SO trust it ('key trust')");
        }
    }
}
