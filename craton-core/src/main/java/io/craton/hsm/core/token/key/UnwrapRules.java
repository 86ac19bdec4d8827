package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.TrustedForm;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Policy.Offer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which key may unwrap with which mechanism, and what the unwrapped key has to be (decisions B38
 * and B39).
 */
final class UnwrapRules {
    private UnwrapRules() {}

    /**
     * Refuses what may not be unwrapped so.
     *
     * @param template what is wanted of the unwrapped key, with what the unwrapping key demands
     * @return the template, completed with what a trusted key gives to everything that it unwraps
     * @throws HsmException {@code CKR_KEY_FUNCTION_NOT_PERMITTED}, {@code
     *     CKR_TEMPLATE_INCONSISTENT}
     */
    static Template check(ObjectIndex index, KeyAccess access, Template template) {
        HsmObject key = access.object();
        Template complete = guards(index, key) ? guarded(key, template) : template;
        Offer offer = access.offer();
        if (offer.spec().wrapsAuthenticated() || imports(offer.spec(), key)) {
            return complete;
        }
        MechanismType mechanism = access.mechanism().type();
        if (!offer.info().flags().contains(Flag.CKF_WRAP)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    "with a key that wraps, is trusted or has CKA_UNWRAP_TEMPLATE, "
                            + Policy.unauthenticated(mechanism));
        }
        if (key.is(CKA_WRAP_WITH_TRUSTED) || complete.get(CKA_WRAP_WITH_TRUSTED, false)) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    mechanism
                            + " does not authenticate what it unwraps: never for keys with CKA_WRAP_WITH_TRUSTED, whatever"
                            + " the configuration; use CKM_AES_KEY_WRAP_KWP");
        }
        return complete;
    }

    /** With AES-CBC and padding, NSS and others import keys that this token never wrapped. */
    private static boolean imports(MechanismSpec spec, HsmObject key) {
        return !spec.unauthenticated().contains(Flag.CKF_UNWRAP)
                && !key.is(CKA_WRAP)
                && !key.is(CKA_TRUSTED)
                && !key.attributes().has(CKA_UNWRAP_TEMPLATE);
    }

    /** Of a pair that 0.10 marked, only the public key says so. */
    private static boolean guards(ObjectIndex index, HsmObject key) {
        return TrustedForm.guards(key.facts())
                || (key.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                        && index.marked().stream().anyMatch(marked -> pair(marked, key)));
    }

    private static boolean pair(HsmObject one, HsmObject other) {
        byte[] modulus = one.attributes().get(CKA_MODULUS);
        return modulus != null && Arrays.equals(modulus, other.attributes().get(CKA_MODULUS));
    }

    /**
     * What a trusted key unwraps is sensitive, private, and stays here or leaves under a trusted
     * key only.
     */
    private static Template guarded(HsmObject key, Template given) {
        checkType(key, given.get(CKA_KEY_TYPE));
        Template.Builder all = given.toBuilder();
        demand(all, given, CKA_SENSITIVE);
        demand(all, given, CKA_PRIVATE);
        boolean stays = Boolean.FALSE.equals(given.get(CKA_EXTRACTABLE));
        Boolean trustedOnly = given.get(CKA_WRAP_WITH_TRUSTED);
        if (stays || Boolean.TRUE.equals(trustedOnly)) {
            return all.build();
        }
        if (trustedOnly == null) {
            return all.set(CKA_WRAP_WITH_TRUSTED, true).build();
        }
        if (given.has(CKA_EXTRACTABLE)) {
            throw contradiction(CKA_WRAP_WITH_TRUSTED);
        }
        return all.set(CKA_EXTRACTABLE, false).build();
    }

    /** Any key of 16 or 24 bytes would be as weak as triple DES is. */
    private static void checkType(HsmObject key, @Nullable KeyType wanted) {
        Template demanded = key.attributes().get(CKA_UNWRAP_TEMPLATE);
        boolean bound = demanded != null && demanded.get(CKA_KEY_TYPE) == wanted;
        if (NewObject.TRIPLE_DES.contains(wanted) && !bound) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "a trusted wrapping key, or one that can be trusted, unwraps triple DES keys only if CKA_KEY_TYPE of"
                            + " its CKA_UNWRAP_TEMPLATE says so: another key that came back as one would be as weak");
        }
    }

    private static void demand(Template.Builder all, Template given, AttributeType<Boolean> type) {
        if (Boolean.FALSE.equals(given.get(type))) {
            throw contradiction(type);
        }
        all.set(type, true);
    }

    private static HsmException contradiction(AttributeType<Boolean> type) {
        return new HsmException(
                ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                type
                        + " cannot be false: what a trusted wrapping key unwraps, or one that can be trusted, is"
                        + " sensitive, private, and not extractable or CKA_WRAP_WITH_TRUSTED");
    }
}
