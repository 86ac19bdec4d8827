package io.craton.hsm.core.token.content;

import static io.craton.hsm.AttributeType.CKA_MODULUS;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.TrustedForm;
import io.craton.hsm.core.token.context.TokenContext;
import java.util.Arrays;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from the marks of trusted keys when objects are loaded and made. */
final class TrustMarks {
    private static final Logger LOG = LoggerFactory.getLogger(TrustMarks.class);

    private TrustMarks() {}

    /** Names the marks that do not count, of the objects that have just been loaded. */
    static void notCounting(TokenContext context, boolean privateObjects) {
        context.index().marked().stream()
                .filter(key -> key.isPrivate() == privateObjects)
                .filter(key -> !TrustedForm.counts(key.facts()))
                .forEach(key -> warn(context.slot(), key));
    }

    private static void warn(int slot, HsmObject key) {
        LOG.warn(
                "the mark CKA_TRUSTED of key {} of slot {} does not count for wrapping, since it {}; it goes on"
                        + " unwrapping. Make a wrapping key ('key generate --wrapping kwp'), let the SO trust it"
                        + " ('key trust'), and wrap with that one",
                key.idText(),
                slot,
                TrustInfos.why(key));
    }

    /**
     * Refuses a private key that belongs to a trusted public key and is not bound to unwrapping as
     * that pair is.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    static void sameForm(TokenContext context, HsmObject made) {
        if (made.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                && made.keyType() == KeyType.CKK_RSA
                && context.index().marked().stream().anyMatch(marked -> other(marked, made))) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the private key of a trusted public key has CKA_UNWRAP as its only use, CKA_MODIFIABLE and"
                            + " CKA_EXTRACTABLE false, and the same mechanism in CKA_ALLOWED_MECHANISMS");
        }
    }

    private static boolean other(HsmObject marked, HsmObject made) {
        byte[] modulus = marked.attributes().get(CKA_MODULUS);
        return modulus != null
                && Arrays.equals(modulus, made.attributes().get(CKA_MODULUS))
                && TrustedForm.counts(marked.facts())
                && !(TrustedForm.bound(made.facts())
                        && Objects.equals(marked.facts().allowed(), made.facts().allowed()));
    }
}
