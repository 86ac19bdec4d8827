package io.craton.hsm.core.policy;

import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@link ApprovalCases} of post-quantum mechanisms. */
final class ApprovalPqcCases {
    private static final List<Integer> STRENGTHS = List.of(128, 192, 256);

    private ApprovalPqcCases() {}

    /** The strongest set for which the digest suffices, and the weakest for which it does not. */
    static List<ApprovalCase> prehash(MechanismSpec spec) {
        if (spec.parameters().contains(HashSignContext.class)) {
            return given(spec.type());
        }
        Digest hash = hash(spec.type().name().replaceFirst("CKM_HASH_(ML|SLH)_DSA_", ""));
        int strength = hash.length() * 4;
        List<ApprovalCase> cases = new ArrayList<>();
        STRENGTHS.stream()
                .filter(set -> set <= strength)
                .max(Integer::compare)
                .ifPresent(
                        set ->
                                cases.add(
                                        sign(spec.type(), MechanismParameters.NONE, 3, set, true)));
        STRENGTHS.stream()
                .filter(set -> set > strength)
                .min(Integer::compare)
                .ifPresent(
                        set ->
                                cases.add(
                                        sign(
                                                spec.type(),
                                                MechanismParameters.NONE,
                                                3,
                                                set,
                                                false)));
        return cases;
    }

    private static List<ApprovalCase> given(MechanismType type) {
        return List.of(
                sign(type, context(MechanismType.CKM_SHA256), 32, 128, true),
                sign(type, context(MechanismType.CKM_SHA224), 28, 128, false),
                sign(type, context(MechanismType.CKM_SHA256), 32, 192, false),
                sign(type, context(MechanismType.CKM_SHA3_384), 48, 192, true));
    }

    private static HashSignContext context(MechanismType hash) {
        return new HashSignContext(Hedge.CKH_HEDGE_PREFERRED, new byte[0], hash);
    }

    private static Digest hash(String name) {
        return Arrays.stream(Digest.values())
                .filter(hash -> hash.name().replace("_", "").equals(name.replace("_", "")))
                .findFirst()
                .orElseThrow();
    }

    private static ApprovalCase sign(
            MechanismType type,
            MechanismParameters parameters,
            int length,
            int strength,
            boolean met) {
        boolean lattice = type.name().contains("ML_DSA");
        ParameterSet set = lattice ? mlDsa(strength) : slhDsa(strength);
        MechanismType generator =
                lattice
                        ? MechanismType.CKM_ML_DSA_KEY_PAIR_GEN
                        : MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN;
        return new ApprovalCase(
                parameters + " with " + set.standardName(),
                met,
                AuditEvent.SIGN,
                keys ->
                        keys.session()
                                .sign(
                                        Mechanism.of(type, parameters),
                                        keys.pair(set, generator).privateKey(),
                                        new byte[length]));
    }

    private static ParameterSet mlDsa(int strength) {
        return switch (strength) {
            case 128 -> ParameterSet.CKP_ML_DSA_44;
            case 192 -> ParameterSet.CKP_ML_DSA_65;
            default -> ParameterSet.CKP_ML_DSA_87;
        };
    }

    private static ParameterSet slhDsa(int strength) {
        return switch (strength) {
            case 128 -> ParameterSet.CKP_SLH_DSA_SHA2_128F;
            case 192 -> ParameterSet.CKP_SLH_DSA_SHA2_192F;
            default -> ParameterSet.CKP_SLH_DSA_SHA2_256F;
        };
    }

    /** SP 800-208 has SHA-256 of RFC 8391, and SHA-512 it has not. */
    static List<ApprovalCase> stateful(MechanismType type) {
        return switch (type) {
            case CKM_XMSS ->
                    List.of(
                            verify(type, KeyType.CKK_XMSS, 0x03, 4 + 2 * 32, true),
                            verify(type, KeyType.CKK_XMSS, 0x04, 4 + 2 * 64, false));
            case CKM_XMSSMT ->
                    List.of(
                            verify(type, KeyType.CKK_XMSSMT, 0x08, 4 + 2 * 32, true),
                            verify(type, KeyType.CKK_XMSSMT, 0x09, 4 + 2 * 64, false));
            default -> List.of();
        };
    }

    private static ApprovalCase verify(
            MechanismType type, KeyType keyType, int set, int length, boolean met) {
        return new ApprovalCase(
                "set " + set,
                met,
                AuditEvent.VERIFY,
                keys ->
                        keys.session()
                                .verify(
                                        Mechanism.of(type),
                                        keys.stateful(keyType, set, length),
                                        new byte[8],
                                        new byte[3000]));
    }

    static ApprovalCase encapsulated(int length, boolean met) {
        return new ApprovalCase(
                length + " bytes",
                met,
                AuditEvent.ENCAPSULATE_KEY,
                keys ->
                        keys.session()
                                .encapsulateKey(
                                        Mechanism.of(MechanismType.CKM_ML_KEM),
                                        keys.pair(
                                                        ParameterSet.CKP_ML_KEM_512,
                                                        MechanismType.CKM_ML_KEM_KEY_PAIR_GEN)
                                                .publicKey(),
                                        ApprovalKeys.result(KeyType.CKK_GENERIC_SECRET, length)));
    }
}
