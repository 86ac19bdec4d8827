package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.CKA_VALUE;

import io.craton.hsm.Digest;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectFacts;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.kdf.SimpleDerivations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A key that takes part in a derivation. Each has passed the same checks, wherever the call names
 * it.
 *
 * @param access the key, permitted
 * @param result what the result is to it, with nothing left to resolve: not {@link
 *     Derivation#DIGEST} or {@link Derivation#HKDF}
 */
record TakingPart(KeyAccess access, Derivation result) {

    /** The keys that take part: the base key first. */
    static List<TakingPart> of(Caller caller, KeyAccess base) {
        Mechanism mechanism = base.mechanism();
        List<TakingPart> parts = new ArrayList<>();
        parts.add(new TakingPart(base, ofBase(base)));
        if (mechanism.parameters() instanceof OtherKey other) {
            parts.add(other(caller, mechanism, other.key(), Derivation.CONTAINS_KEY));
        } else if (mechanism.parameters() instanceof Hkdf hkdf && saltKey(hkdf)) {
            ObjectHandle salt = Objects.requireNonNull(hkdf.saltKey());
            parts.add(other(caller, mechanism, salt, Derivation.MAC_OF_DATA));
        }
        return List.copyOf(parts);
    }

    private static boolean saltKey(Hkdf hkdf) {
        return hkdf.saltType() == Hkdf.SaltType.CKF_HKDF_SALT_KEY && hkdf.saltKey() != null;
    }

    private static TakingPart other(
            Caller caller, Mechanism mechanism, ObjectHandle key, Derivation result) {
        return new TakingPart(KeyAccess.atOnce(caller, Use.DERIVE, mechanism, key), result);
    }

    private static Derivation ofBase(KeyAccess base) {
        Mechanism mechanism = base.mechanism();
        Derivation kind = Objects.requireNonNull(base.offer().spec().derivation());
        return switch (kind) {
            case HKDF ->
                    mechanism.parameters() instanceof Hkdf hkdf && hkdf.extract()
                            ? Derivation.ONE_WAY
                            : Derivation.MAC_OF_DATA;
            case DIGEST -> {
                Digest hash = Objects.requireNonNull(SimpleDerivations.hash(mechanism.type()));
                yield DigestedKey.result(base.object(), hash);
            }
            default -> kind;
        };
    }

    /** Whether what the key makes of data stays inside (decision B37). */
    boolean withholds() {
        ObjectFacts facts = key().facts();
        return switch (result) {
            case MAC_OF_DATA -> !facts.showsMacs();
            case ENCRYPTION_OF_DATA -> !facts.showsCiphertexts();
            default -> false;
        };
    }

    boolean isDigest() {
        return access.offer().spec().derivation() == Derivation.DIGEST;
    }

    HsmObject key() {
        return access.object();
    }

    /** How long its value is, in bytes. */
    int length() {
        return access.material().secret(CKA_VALUE).length();
    }
}
