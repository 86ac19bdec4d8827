package io.craton.hsm.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.engine.Engines;
import java.util.EnumSet;
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
        Row row = Row.of(MechanismType.CKM_SHA256_KEY_DERIVATION).can(Flag.CKF_DERIVE);
        assertThatThrownBy(row::spec).isInstanceOf(IllegalStateException.class);
        for (MechanismSpec spec : MechanismTable.all()) {
            assertThat(spec.derivation() != null)
                    .as(spec.type().name())
                    .isEqualTo(spec.can(Flag.CKF_DERIVE));
        }
    }

    @Test
    void row_isFoundOnlyUnderItsOwnNumber() {
        for (MechanismSpec spec : MechanismTable.all()) {
            assertThat(MechanismTable.find(spec.type())).containsSame(spec);
        }
    }
}
