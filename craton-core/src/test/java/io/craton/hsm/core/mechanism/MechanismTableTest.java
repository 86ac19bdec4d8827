package io.craton.hsm.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Approval;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.Engines;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MechanismTableTest {
    private static final Engines ENGINE = Engines.create(bytes -> {}, "auto");

    @Test
    void table_hasARowForEveryMechanismThatTheApiNames() {
        for (MechanismType type : MechanismType.values()) {
            assertThat(MechanismTable.find(type)).as(type.name()).isPresent();
        }
    }

    @Test
    void engine_hasExactlyTheMechanismsOfTheTable() {
        Set<MechanismType> rows = EnumSet.noneOf(MechanismType.class);
        MechanismTable.all().forEach(spec -> rows.add(spec.type()));

        assertThat(ENGINE.mechanisms()).isEqualTo(rows);
    }

    @Test
    void row_hasAnOperation_andSizesInOrder() {
        for (MechanismSpec spec : MechanismTable.all()) {
            assertThat(spec.info().flags()).as(spec.type().name()).isNotEmpty();
            assertThat(spec.info().minKeySize())
                    .as(spec.type().name())
                    .isLessThanOrEqualTo(spec.info().maxKeySize());
            assertThat(spec.keyTypes().isEmpty())
                    .as(spec.type() + " has no key types only if it is a digest")
                    .isEqualTo(spec.can(Flag.CKF_DIGEST));
        }
    }

    /** Whoever adds a derivation has to say what may come out of the key. */
    @Test
    void derivation_thatDoesNotSayWhatItMakes_doesNotStart() {
        Row row = Row.of(MechanismType.CKM_SHA256_KEY_DERIVATION).can(Flag.CKF_DERIVE).approved();
        assertThatThrownBy(row::spec).isInstanceOf(IllegalStateException.class);
        for (MechanismSpec spec : MechanismTable.all()) {
            assertThat(spec.derivation() != null)
                    .as(spec.type().name())
                    .isEqualTo(spec.can(Flag.CKF_DERIVE));
        }
    }

    /** Whoever adds a mechanism has to say when it is an approved service. */
    @Test
    void mechanism_thatDoesNotSayWhenItIsApproved_doesNotStart() {
        Row silent = Row.of(MechanismType.CKM_AES_ECB).keys(KeyType.CKK_AES).encrypts();
        assertThatThrownBy(silent::spec).hasMessageContaining("whether it is approved");

        Row anyMac =
                Row.of(MechanismType.CKM_AES_CMAC_GENERAL)
                        .keys(KeyType.CKK_AES)
                        .needs(MechanismParameters.MacLength.class)
                        .signs()
                        .approved();
        assertThatThrownBy(anyMac::spec).hasMessageContaining("MacLength");

        for (KeyType type :
                List.of(KeyType.CKK_RSA, KeyType.CKK_EC, KeyType.CKK_HKDF, KeyType.CKK_XMSS)) {
            Row anyKey =
                    Row.of(MechanismType.CKM_RSA_PKCS)
                            .tested(AlgorithmTest.RSA)
                            .keys(type)
                            .signs()
                            .approved();
            assertThatThrownBy(anyKey::spec).hasMessageContaining(type.name());
            assertThat(anyKey.notApproved().spec().conditions()).isEmpty();
        }
    }

    @Test
    void row_isFoundOnlyUnderItsOwnNumber() {
        for (MechanismSpec spec : MechanismTable.all()) {
            assertThat(MechanismTable.find(spec.type())).containsSame(spec);
        }
    }

    /** Whoever adds a mechanism has to say which self-test it needs, or why it needs none. */
    @Test
    void mechanism_thatDoesNotSayItsSelfTest_doesNotStart() {
        Row silent = Row.of(MechanismType.CKM_AES_ECB).keys(KeyType.CKK_AES).encrypts().approved();

        assertThatThrownBy(silent::spec).hasMessageContaining("which self-test it needs");
        assertThat(silent.untested("for a reason").spec().untested()).isEqualTo("for a reason");
        for (MechanismSpec spec : MechanismTable.all()) {
            boolean tested = !spec.tests().isEmpty() || spec.type().digest().isPresent();
            assertThat(tested || spec.untested() != null).as(spec.type().name()).isTrue();
        }
    }

    /** A row says no more than the hash function inside allows. */
    @Test
    void approval_isNoBetterThanThatOfTheHashFunctionInside() {
        for (MechanismSpec spec : MechanismTable.all()) {
            Digest digest = spec.type().digest().orElse(Digest.SHA_256);
            DigestUse use = spec.type().digestUse().orElse(DigestUse.HMAC);
            boolean old = digest.approval() == Approval.LEGACY;
            if (digest.approval() == Approval.NOT_APPROVED) {
                assertThat(spec.approval()).as(spec.type().name()).isEqualTo(Approval.NOT_APPROVED);
            }
            if (old && use.isLegacyToo()) {
                assertThat(spec.approval()).as(spec.type().name()).isNotEqualTo(Approval.APPROVED);
            }
            assertThat(spec.policy().toSign())
                    .as(spec.type().name())
                    .isEqualTo(old && use.isSignature());
        }
    }
}
