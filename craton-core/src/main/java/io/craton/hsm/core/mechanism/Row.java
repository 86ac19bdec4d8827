package io.craton.hsm.core.mechanism;

import io.craton.hsm.Approval;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismSpec.Policy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes one row of the table; what is not said is the usual: no parameter, no key, always offered.
 * Whether it is approved has to be said.
 */
final class Row {
    private static final Policy OLD_SIGNATURE =
            new Policy(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true);

    private final MechanismType type;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private Set<Class<? extends MechanismParameters>> parameters =
            Set.of(MechanismParameters.None.class);
    private Set<KeyType> keyTypes = Set.of();
    private long min;
    private long max;
    private boolean multiPart;
    private @Nullable Approval approval;
    private final Set<Condition> conditions = EnumSet.noneOf(Condition.class);
    private Policy policy = Policy.ALWAYS;
    private Set<Flag> unauthenticated = Set.of();
    private @Nullable Derivation derivation;
    private final Set<AlgorithmTest> tests = EnumSet.noneOf(AlgorithmTest.class);
    private @Nullable String untested;

    private Row(MechanismType type) {
        this.type = type;
    }

    static Row of(MechanismType type) {
        return new Row(type);
    }

    /** A row for each mechanism that uses a hash function in this way. */
    static Stream<Row> each(DigestUse use, Function<MechanismType, Row> row) {
        return Digest.with(use).values().stream().map(row);
    }

    /** The self-tests without which it does not work, besides that of a hash function inside. */
    Row tested(AlgorithmTest... needed) {
        tests.addAll(Arrays.asList(needed));
        return this;
    }

    /** It has no self-test, because of this. */
    Row untested(String because) {
        untested = because;
        return this;
    }

    /** The types of the keys that it works with or makes. */
    Row keys(KeyType... types) {
        keyTypes = Set.of(types);
        return this;
    }

    Row keys(Set<KeyType> types) {
        keyTypes = types;
        return this;
    }

    /** The limits of the key size, in the unit that the standard names for the mechanism. */
    Row sizes(long least, long most) {
        min = least;
        max = most;
        return this;
    }

    /** The kind of parameter that it needs. */
    Row needs(Class<? extends MechanismParameters> kind) {
        parameters = Set.of(kind);
        return this;
    }

    /** The kind of parameter that it can have. */
    Row takes(Class<? extends MechanismParameters> kind) {
        parameters = Set.of(kind, MechanismParameters.None.class);
        return this;
    }

    /** What it does in one piece only. */
    Row can(Flag... operations) {
        flags.addAll(Set.of(operations));
        return this;
    }

    Row signs() {
        return can(Flag.CKF_SIGN, Flag.CKF_VERIFY, Flag.CKF_MESSAGE_SIGN, Flag.CKF_MESSAGE_VERIFY);
    }

    Row encrypts() {
        return can(Flag.CKF_ENCRYPT, Flag.CKF_DECRYPT);
    }

    /** It authenticates what it wraps; no part of it, and nothing else, unwraps (decision B38). */
    Row wraps() {
        return can(Flag.CKF_WRAP, Flag.CKF_UNWRAP);
    }

    /**
     * It could wrap, but does not authenticate: a wrapped key can be cut, or met by other uses of
     * the wrapping key.
     */
    Row wrapsUnauthenticated() {
        unauthenticated = Set.of(Flag.CKF_WRAP, Flag.CKF_UNWRAP);
        return wraps().approvedIf(Condition.AUTHENTICATED_WRAP);
    }

    /** Like {@link #wrapsUnauthenticated}, but keys that only unwrap may unwrap with it. */
    Row importsUnauthenticated() {
        unauthenticated = Set.of(Flag.CKF_WRAP);
        return wraps().approvedIf(Condition.AUTHENTICATED_WRAP);
    }

    /** It derives keys, which are this to the key that they come from. */
    Row derives(Derivation kind) {
        derivation = kind;
        return can(Flag.CKF_DERIVE);
    }

    /** Whether it encrypts message by message, each with its own nonce. */
    Row messages() {
        return can(Flag.CKF_MESSAGE_ENCRYPT, Flag.CKF_MESSAGE_DECRYPT, Flag.CKF_MULTI_MESSAGE);
    }

    /** Data may come in pieces. */
    Row inPieces() {
        multiPart = true;
        return this;
    }

    /** It is approved; under these conditions and those that were named before. */
    Row approvedIf(Condition... more) {
        approval = approval == null ? Approval.APPROVED : approval;
        conditions.addAll(Arrays.asList(more));
        return this;
    }

    /** It is approved with whatever it takes. */
    Row approved() {
        return approvedIf();
    }

    /** It is not approved, whatever was said before. */
    Row notApproved() {
        approval = Approval.NOT_APPROVED;
        return this;
    }

    /** It is approved to process what was protected before, under the same conditions. */
    Row legacy() {
        approval = Approval.LEGACY;
        return this;
    }

    /** It is offered only if this key of the configuration is true. */
    Row onlyIf(ConfigKey key) {
        policy = new Policy(key, false);
        return this;
    }

    MechanismSpec spec() {
        if (approval == null) {
            throw new IllegalStateException(type + " has to say whether it is approved");
        }
        Approval standing = approval.weaker(ofDigest());
        boolean never = standing == Approval.NOT_APPROVED;
        MechanismSpec spec =
                new MechanismSpec(
                        type,
                        new MechanismInfo(min, max, flags),
                        parameters,
                        keyTypes,
                        multiPart,
                        standing,
                        never ? List.of() : List.copyOf(conditions),
                        isLegacySignature() ? OLD_SIGNATURE : policy,
                        unauthenticated,
                        derivation,
                        tests,
                        untested);
        if (tests.isEmpty() && untested == null && type.digest().isEmpty()) {
            throw new IllegalStateException(
                    type + " has to say which self-test it needs, or why it has none");
        }
        return spec;
    }

    /** The standing that the hash function inside leaves it. */
    private Approval ofDigest() {
        Approval inside = type.digest().map(Digest::approval).orElse(Approval.APPROVED);
        boolean suits = inside == Approval.LEGACY && !type.digestUse().orElseThrow().isLegacyToo();
        return suits ? Approval.APPROVED : inside;
    }

    private boolean isLegacySignature() {
        return ofDigest() == Approval.LEGACY && type.digestUse().orElseThrow().isSignature();
    }
}
