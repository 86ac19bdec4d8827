package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.PrivateKeyReader;
import java.security.spec.InvalidKeySpecException;

/** Private keys that are not in a token, as what they become when they are imported. */
public final class Pkcs8 {
    private Pkcs8() {}

    /**
     * The attributes of the object that this key becomes.
     *
     * @param pkcs8 the DER encoding, as {@link PrivateKeyReader} takes it; not wiped
     * @param request label, id and so on
     */
    public static Template template(byte[] pkcs8, KeyRequest request)
            throws InvalidKeySpecException {
        Template key = PrivateKeyReader.read(pkcs8);
        try {
            KeyType type = key.get(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET);
            String refusal = KeyTemplates.refusal(type, request);
            if (refusal != null) {
                throw new InvalidKeySpecException(refusal);
            }
            Template.Builder usual =
                    KeyTemplates.secret(ObjectClass.CKO_PRIVATE_KEY, type, request);
            Template made = KeyTemplates.override(usual, key);
            return KeyTemplates.override(made.toBuilder(), request.attributes());
        } finally {
            key.wipe();
        }
    }
}
