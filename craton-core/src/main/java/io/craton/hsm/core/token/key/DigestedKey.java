package io.craton.hsm.core.token.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import io.craton.hsm.core.object.ObjectFacts;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.spi.SecretAccess;
import java.util.Set;

/** The value of a secret key as input of a digest ({@code C_DigestKey}). */
public final class DigestedKey {
    private DigestedKey() {}

    /**
     * Adds the value of a key.
     *
     * @param mechanism the digest
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID}; {@code CKR_KEY_INDIGESTIBLE} for a key
     *     that is not a secret key, and for one that may not be read if it may not derive, if its
     *     allowed mechanisms lack the digest, or if the digest would be as good as the key
     */
    public static void into(
            DigestContext context, Caller caller, MechanismType mechanism, ObjectHandle handle) {
        HsmObject key = caller.get(handle, ReturnCode.CKR_KEY_HANDLE_INVALID);
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY) {
            throw indigestible("only the value of a secret key can be digested");
        }
        KeyAccess.checkLifeCycle(caller, key, false);
        if (!key.facts().readable()) {
            check(key, mechanism);
        }
        key.material()
                .secret(AttributeType.CKA_VALUE)
                .use(
                        SecretAccess.READ,
                        value -> {
                            context.update(value, 0, value.length);
                            return true;
                        });
    }

    /** Refuses a key that may not be read and says that its digest may not be, either. */
    private static void check(HsmObject key, MechanismType mechanism) {
        ObjectFacts facts = key.facts();
        if (!facts.permits(Use.DERIVE)) {
            throw indigestible("the key may not be read, and CKA_DERIVE is not true");
        }
        Set<MechanismType> allowed = facts.allowed();
        if (allowed != null && !allowed.contains(mechanism)) {
            throw indigestible(
                    "the key may not be read, and its CKA_ALLOWED_MECHANISMS does not have "
                            + mechanism);
        }
        if (facts.attributes().has(AttributeType.CKA_DERIVE_TEMPLATE)) {
            throw indigestible(
                    "the key may not be read, and its CKA_DERIVE_TEMPLATE binds what comes from it, which a digest"
                            + " is not bound by");
        }
        if (secret(key).length() < NewObject.SHORTEST_SECRET) {
            throw indigestible(
                    "the key may not be read, and is so short that its digest would tell it");
        }
        if (result(key, Digests.of(mechanism)) != Derivation.ONE_WAY) {
            throw indigestible(
                    "the key may not be read, and its digest makes the MACs that the key makes");
        }
    }

    /**
     * What the digest of a key is to it. Of a short key it tells the key, by trying. Of a key
     * longer than a block it is the key that HMAC, and HKDF with it, computes with (RFC 2104). Of
     * any HMAC key digests can be put together to its MACs, so a key that only verifies gives none
     * away. Keys that can be read have nothing to hide.
     */
    static Derivation result(HsmObject key, Digest hash) {
        ObjectFacts facts = key.facts();
        if (facts.readable()) {
            return Derivation.ONE_WAY;
        }
        int length = secret(key).length();
        if (length < NewObject.SHORTEST_SECRET) {
            return Derivation.CONTAINS_KEY;
        }
        if (facts.onlyDerives()) {
            return Derivation.ONE_WAY;
        }
        if (length > hash.blockLength()) {
            return Derivation.CONTAINS_KEY;
        }
        return facts.showsMacs() || !isForHmac(key.material().keyType())
                ? Derivation.ONE_WAY
                : Derivation.MAC_OF_DATA;
    }

    /** Whether HMAC takes keys of this type. */
    static boolean isForHmac(KeyType type) {
        return type == KeyType.CKK_GENERIC_SECRET || type.kind() == KeyType.Kind.MAC;
    }

    private static SecretBytes secret(HsmObject key) {
        return key.material().secret(AttributeType.CKA_VALUE);
    }

    private static HsmException indigestible(String sentence) {
        return new HsmException(ReturnCode.CKR_KEY_INDIGESTIBLE, sentence);
    }
}
