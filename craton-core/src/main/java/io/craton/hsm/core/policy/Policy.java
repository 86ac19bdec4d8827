package io.craton.hsm.core.policy;

import io.craton.hsm.Approval;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.MechanismSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration permits: the mechanism table, filtered once when the module opens. Listing
 * calls and operations read the same result. Immutable.
 */
public final class Policy {
    private static final long RSA_BITS = 2048;
    private static final long WEAK_RSA_BITS = 1024;

    /** What FIPS permits with a mechanism that is approved only for what was protected before. */
    private static final Set<Flag> LEGACY =
            EnumSet.of(Flag.CKF_VERIFY, Flag.CKF_VERIFY_RECOVER, Flag.CKF_DECRYPT, Flag.CKF_UNWRAP);

    /** What makes new protection with a digest. */
    private static final Set<Flag> SIGNING =
            EnumSet.of(Flag.CKF_SIGN, Flag.CKF_SIGN_RECOVER, Flag.CKF_MESSAGE_SIGN);

    private final Map<MechanismType, Offer> offers = new EnumMap<>(MechanismType.class);
    private final Set<MechanismType> mechanisms;
    private final long rsaBits;
    private final boolean approvedOnly;
    private final boolean sha1Signing;
    private final Approvals approvals;
    private final ShortTags shortTags;

    /**
     * What is offered of one mechanism.
     *
     * @param spec its row in the table
     * @param info its sizes and operations, as far as they are permitted
     */
    public record Offer(MechanismSpec spec, MechanismInfo info) {}

    /**
     * @param config what is permitted
     * @param table all mechanisms
     */
    public Policy(HsmConfig config, Collection<MechanismSpec> table) {
        this.approvedOnly = config.flag(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY);
        this.approvals = new Approvals(approvedOnly);
        this.sha1Signing = config.flag(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING);
        this.shortTags = new ShortTags(config.flag(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS));
        this.rsaBits = config.flag(ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA) ? WEAK_RSA_BITS : RSA_BITS;
        for (MechanismSpec spec : table) {
            Set<Flag> flags = flags(spec, config);
            if (!flags.isEmpty()) {
                offers.put(spec.type(), new Offer(spec, info(spec, flags)));
            }
        }
        this.mechanisms = Collections.unmodifiableSet(new LinkedHashSet<>(offers.keySet()));
    }

    private MechanismInfo info(MechanismSpec spec, Set<Flag> flags) {
        MechanismInfo whole = spec.info();
        boolean onlyRsa = onlyKeyType(spec) == KeyType.CKK_RSA;
        long min = onlyRsa ? rsaBits : whole.minKeySize();
        return new MechanismInfo(min, whole.maxKeySize(), flags);
    }

    private Set<Flag> flags(MechanismSpec spec, HsmConfig config) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        flags.addAll(spec.info().flags());
        ConfigKey key = spec.policy().key();
        boolean permitted = key == null || config.flag(key);
        if (!permitted && spec.policy().toSign()) {
            flags.removeAll(SIGNING);
        } else if (!permitted) {
            return Set.of();
        }
        if (!config.flag(ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP)) {
            flags.removeAll(spec.unauthenticated());
        }
        if (approvedOnly && spec.approval() == Approval.NOT_APPROVED) {
            return Set.of();
        }
        if (approvedOnly && spec.approval() == Approval.LEGACY) {
            flags.retainAll(LEGACY);
        }
        return flags;
    }

    /** Whether only approved services are offered. */
    public boolean approvedOnly() {
        return approvedOnly;
    }

    /** What counts as an approved service. */
    public Approvals approvals() {
        return approvals;
    }

    /** Which tags are too short. */
    public ShortTags shortTags() {
        return shortTags;
    }

    /** The mechanisms that are offered. */
    public Set<MechanismType> mechanisms() {
        return mechanisms;
    }

    /**
     * What is offered of a mechanism.
     *
     * @throws HsmException {@code CKR_MECHANISM_INVALID} if nothing is
     */
    public Offer offer(MechanismType type) {
        Offer offer = offers.get(type);
        if (offer == null) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_INVALID,
                    type + " is not offered by this token or its configuration");
        }
        return offer;
    }

    /**
     * What is offered of a mechanism, for one operation.
     *
     * @throws HsmException {@code CKR_MECHANISM_INVALID} if the operation is not offered, {@code
     *     CKR_MECHANISM_PARAM_INVALID} if the parameter is of another kind than the mechanism's, or
     *     says SHA-1 where signatures with it are not made
     */
    public Offer permit(Mechanism mechanism, Flag operation) {
        Offer offer = permit(mechanism.type(), operation);
        parameter(offer, mechanism);
        if (!sha1Signing && SIGNING.contains(operation)) {
            signedDigest(mechanism).ifPresent(this::requireStrong);
        }
        return offer;
    }

    /** The hash function of what is signed, if the parameter says it. */
    private static Optional<Digest> signedDigest(Mechanism mechanism) {
        if (mechanism.parameters() instanceof RsaPss pss) {
            return pss.hash().digest();
        }
        return mechanism.parameters() instanceof HashSignContext prehash
                ? prehash.hash().digest()
                : Optional.empty();
    }

    private void requireStrong(Digest digest) {
        if (digest.approval() == Approval.LEGACY) {
            String why =
                    approvedOnly
                            ? " are not made while algorithms.fips_approved_only is true"
                            : " are made only if algorithms.allow_sha1_signing is true";
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "signatures with " + digest.standardName() + why);
        }
    }

    /** {@link #permit(Mechanism, Flag)} without a look at the parameter. */
    public Offer permit(MechanismType mechanism, Flag operation) {
        Offer offer = offer(mechanism);
        if (offer.info().flags().contains(operation)) {
            return offer;
        }
        String sentence =
                offer.spec().unauthenticated().contains(operation)
                        ? unauthenticated(mechanism)
                        : mechanism
                                + " does not offer "
                                + operation
                                + " on this token or in its configuration";
        throw new HsmException(ReturnCode.CKR_MECHANISM_INVALID, sentence);
    }

    /** Why a mechanism does not wrap or unwrap, and what to do. */
    public static String unauthenticated(MechanismType mechanism) {
        return mechanism
                + " does not authenticate what it wraps, so that a wrapped key could be found piece by piece; use "
                + MechanismType.CKM_AES_KEY_WRAP_KWP
                + ", or set "
                + ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP.path();
    }

    /**
     * Refuses a parameter of another kind than the mechanism's.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID}
     */
    public static void parameter(Offer offer, Mechanism mechanism) {
        if (!offer.spec().parameters().contains(mechanism.parameters().getClass())) {
            String parameter = mechanism.parameters().getClass().getSimpleName();
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    mechanism.type() + " does not take the parameter " + parameter);
        }
    }

    /**
     * Refuses a key whose size the mechanism does not take.
     *
     * @param size in the unit of the mechanism
     */
    public void size(Offer offer, long size, ReturnCode code) {
        MechanismInfo info = offer.info();
        if (size < rsaBits && onlyKeyType(offer.spec()) == KeyType.CKK_RSA) {
            throw tooShort(size, code);
        }
        if (info.maxKeySize() > 0 && (size < info.minKeySize() || size > info.maxKeySize())) {
            String range = info.minKeySize() + " to " + info.maxKeySize();
            throw new HsmException(
                    code, offer.spec().type() + " takes keys from " + range + ", not " + size);
        }
    }

    /**
     * Refuses an RSA key that is shorter than any mechanism takes: it could do nothing here.
     *
     * @param bits of its modulus
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE}
     */
    public void rsaSize(long bits) {
        if (bits < rsaBits) {
            throw tooShort(bits, ReturnCode.CKR_KEY_SIZE_RANGE);
        }
    }

    private HsmException tooShort(long bits, ReturnCode code) {
        String key = ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA.path();
        String setting = bits < WEAK_RSA_BITS ? "" : ", or set " + key + " to true";
        return new HsmException(
                code,
                "an RSA key of "
                        + bits
                        + " bits does nothing here: keys have "
                        + rsaBits
                        + " bits at least; make a longer one"
                        + setting);
    }

    /** The key type that a mechanism makes if it makes only one, else null. */
    public static @Nullable KeyType onlyKeyType(MechanismSpec spec) {
        return spec.keyTypes().size() == 1 ? spec.keyTypes().iterator().next() : null;
    }
}
