package io.craton.hsm.core.mechanism;

import io.craton.hsm.Approval;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the mechanism table.
 *
 * @param type the mechanism
 * @param info key sizes and operations, as the standard reports them
 * @param parameters the classes of parameters that it takes; {@link MechanismParameters.None} among
 *     them if it can do without
 * @param keyTypes the types of the keys that it works with; empty for digests
 * @param multiPart whether data may come in pieces (PKCS#11 v3.2, the tables of chapter 6)
 * @param approval whether it is an approved service in FIPS terms
 * @param conditions what else has to be so that it is one
 * @param policy the configuration that has to permit it
 * @param unauthenticated which of its operations are offered only with {@code
 *     algorithms.allow_unauthenticated_wrap}
 * @param derivation what a key that it derives is to the key that it comes from; null if it derives
 *     none
 * @param tests the self-tests that have to pass before it works, besides that of a hash function
 *     inside
 * @param untested why there is none; null if there is one
 */
public record MechanismSpec(
        MechanismType type,
        MechanismInfo info,
        Set<Class<? extends MechanismParameters>> parameters,
        Set<KeyType> keyTypes,
        boolean multiPart,
        Approval approval,
        List<Condition> conditions,
        Policy policy,
        Set<MechanismInfo.Flag> unauthenticated,
        @Nullable Derivation derivation,
        Set<AlgorithmTest> tests,
        @Nullable String untested) {

    /**
     * Copies the sets; that of the key types is asked at every use of a key.
     *
     * @throws IllegalStateException if it derives and nobody has said what: then nobody has thought
     *     of what comes out of the key; and if it is approved with parameters or keys of which
     *     nobody has said what they have to be
     */
    public MechanismSpec {
        if (info.flags().contains(MechanismInfo.Flag.CKF_DERIVE) != (derivation != null)) {
            throw new IllegalStateException(type + " has to say what it derives");
        }
        parameters = Set.copyOf(parameters);
        keyTypes =
                keyTypes.isEmpty()
                        ? Set.of()
                        : Collections.unmodifiableSet(EnumSet.copyOf(keyTypes));
        unauthenticated = Set.copyOf(unauthenticated);
        conditions = List.copyOf(conditions);
        tests = Set.copyOf(tests);
        if (approval != Approval.NOT_APPROVED) {
            checkConditions(type, parameters, keyTypes, conditions);
        }
    }

    private static void checkConditions(
            MechanismType type,
            Set<Class<? extends MechanismParameters>> parameters,
            Set<KeyType> keyTypes,
            List<Condition> conditions) {
        for (Class<? extends MechanismParameters> kind : parameters) {
            boolean judged = conditions.stream().anyMatch(condition -> condition.judges(kind));
            if (kind != MechanismParameters.None.class && !judged) {
                throw new IllegalStateException(
                        type
                                + " has to say with which "
                                + kind.getSimpleName()
                                + " it is approved");
            }
        }
        for (KeyType keyType : keyTypes) {
            boolean judgeable =
                    Arrays.stream(Condition.values())
                            .anyMatch(condition -> condition.judges(keyType));
            boolean judged = conditions.stream().anyMatch(condition -> condition.judges(keyType));
            if (judgeable && !judged) {
                throw new IllegalStateException(
                        type + " has to say with which " + keyType + " it is approved");
            }
        }
    }

    /** Whether the mechanism can do this. */
    public boolean can(MechanismInfo.Flag operation) {
        return info.flags().contains(operation);
    }

    /** Whether a condition of its approval looks at what is signed or verified. */
    public boolean judgesData() {
        for (Condition condition : conditions) {
            if (condition.judgesData()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it wraps keys and authenticates what it wraps (decision B38). */
    public boolean wrapsAuthenticated() {
        return can(MechanismInfo.Flag.CKF_WRAP) && unauthenticated.isEmpty();
    }

    /**
     * The configuration that has to permit a mechanism.
     *
     * @param key what has to be true, or null if nothing has to
     * @param toSign whether that is about signing alone: what was signed is always verified
     */
    public record Policy(@Nullable ConfigKey key, boolean toSign) {
        static final Policy ALWAYS = new Policy(null, false);
    }
}
