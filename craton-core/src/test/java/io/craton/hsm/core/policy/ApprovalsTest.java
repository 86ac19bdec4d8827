package io.craton.hsm.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.Approval;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.mechanism.Condition;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.spi.AuditEvent;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The indicator tells the truth, and approved-only mode refuses what it denies: each condition of
 * each row of the mechanism table at its limit and beside it, with real calls.
 */
@Tag("S2-34")
class ApprovalsTest {
    private static TestModule usual;
    private static TestModule approved;
    private static ApprovalKeys usualKeys;
    private static ApprovalKeys approvedKeys;

    @BeforeAll
    static void open() {
        usual =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA, true)
                                        .set(ConfigKey.ALGORITHMS_ALLOW_DES3, true)
                                        .set(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS, true)
                                        .set(
                                                ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP,
                                                true));
        approved =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true)
                                        .set(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS, true));
        usualKeys = new ApprovalKeys(usual.userSession());
        approvedKeys = new ApprovalKeys(approved.userSession());
    }

    @AfterAll
    static void close() {
        usual.close();
        approved.close();
    }

    @TestFactory
    Stream<DynamicTest> indicator_isTrueAtTheLimitAndFalseBesideIt() {
        return cases((spec, condition, each) -> indicated(each));
    }

    private static void indicated(ApprovalCase each) {
        HsmException failure = failure(each, usualKeys);
        assertThat(failure == null || isWrongSignature(failure)).as("%s", failure).isTrue();
        assertThat(usual.audit.last(each.event()).fipsApproved()).isEqualTo(each.met());
    }

    @TestFactory
    Stream<DynamicTest> approvedOnly_worksAtTheLimitAndRefusesBesideIt() {
        return cases(ApprovalsTest::permitted);
    }

    private static void permitted(MechanismSpec spec, Condition condition, ApprovalCase each) {
        if (!approved.slot().mechanisms().contains(spec.type())) {
            return;
        }
        int before = approved.audit.of(each.event()).size();
        HsmException failure = failure(each, approvedKeys);
        if (each.met()) {
            assertThat(failure == null || isWrongSignature(failure)).as("%s", failure).isTrue();
        } else {
            assertThat(failure).isNotNull();
            // Of a key that wraps, the standard has codes of its own.
            assertThat(failure.code().name().replace("WRAPPING_", ""))
                    .as(failure.getMessage())
                    .isEqualTo(condition.refusal().name());
        }
        // A key may be refused before it can be used.
        boolean recorded = approved.audit.of(each.event()).size() > before;
        assertThat(recorded && approved.audit.last(each.event()).fipsApproved())
                .isEqualTo(each.met());
    }

    private interface Check {
        void of(MechanismSpec spec, Condition condition, ApprovalCase each);
    }

    private static Stream<DynamicTest> cases(Check check) {
        return MechanismTable.all().stream()
                .flatMap(
                        spec ->
                                spec.conditions().stream()
                                        .flatMap(condition -> cases(spec, condition, check)));
    }

    private static Stream<DynamicTest> cases(MechanismSpec spec, Condition condition, Check check) {
        // What is approved for old data only protects nothing new, whatever the condition says.
        if (spec.approval() == Approval.LEGACY && condition.when() == Condition.When.PROTECTING) {
            return Stream.empty();
        }
        return ApprovalCases.of(spec, condition).stream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        spec.type() + " " + condition + ": " + each.name(),
                                        () -> check.of(spec, condition, each)));
    }

    private static HsmException failure(ApprovalCase each, ApprovalKeys keys) {
        return catchThrowableOfType(HsmException.class, () -> each.call().accept(keys));
    }

    private static boolean isWrongSignature(HsmException failure) {
        return failure.code() == ReturnCode.CKR_SIGNATURE_INVALID
                || failure.code() == ReturnCode.CKR_SIGNATURE_LEN_RANGE;
    }

    @Test
    void condition_thatIsLookedAt_isTriedOnBothSides() {
        Set<Condition> untried = EnumSet.noneOf(Condition.class);
        for (Condition condition : Condition.values()) {
            boolean tried =
                    MechanismTable.all().stream()
                            .filter(spec -> spec.conditions().contains(condition))
                            .flatMap(spec -> ApprovalCases.of(spec, condition).stream())
                            .anyMatch(each -> !each.met());
            if (!tried && condition.when() != Condition.When.NEVER) {
                untried.add(condition);
            }
        }
        assertThat(untried).isEmpty();
    }

    @Test
    void recoveredData_isJudgedLikeDataThatIsVerified() {
        byte[] ofDigest = ApprovalRsaCases.sign(usualKeys, true);
        byte[] ofAnything = ApprovalRsaCases.sign(usualKeys, false);

        ApprovalRsaCases.recover(approvedKeys, ofDigest);
        assertThat(approved.audit.last(AuditEvent.VERIFY).fipsApproved()).isTrue();
        TestModule.assertCode(
                ReturnCode.CKR_DATA_LEN_RANGE,
                () -> ApprovalRsaCases.recover(approvedKeys, ofAnything));
        assertThat(approved.audit.last(AuditEvent.VERIFY).fipsApproved()).isFalse();
        ApprovalRsaCases.recover(usualKeys, ofAnything);
        assertThat(usual.audit.last(AuditEvent.VERIFY).fipsApproved()).isFalse();
    }

    @Test
    void refusal_saysWhatIsWrongWithWhichSourceAndWhichSetting() {
        HsmException failure =
                catchThrowableOfType(
                        HsmException.class,
                        () ->
                                ApprovalCurveCases.agree(
                                        approvedKeys,
                                        MechanismType.CKM_ECDH1_DERIVE,
                                        io.craton.hsm.MechanismParameters.Kdf.CKD_NULL,
                                        13));
        assertThat(failure)
                .hasMessageContaining("CKM_ECDH1_DERIVE")
                .hasMessageContaining("112 bits")
                .hasMessageContaining("SP 800-131A")
                .hasMessageContaining("fips_approved_only");
    }
}
