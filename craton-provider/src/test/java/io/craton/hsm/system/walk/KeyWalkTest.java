package io.craton.hsm.system.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.object.AttributeRule;
import io.craton.hsm.core.object.AttributeRules;
import io.craton.hsm.system.walk.Scenarios.Size;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The search of docs/security-model.md, "The search": whoever has the user PIN tries everything
 * that makes, moves or uses keys, step after step, and must not come to a bit of a key that may not
 * be read, nor to a use that it does not permit.
 */
class KeyWalkTest {
    @Test
    void walk_findsNothing() throws Exception {
        walk(Size.BUILD);
    }

    @Test
    @Tag("campaign")
    void longWalk_findsNothing() throws Exception {
        walk(Size.CAMPAIGN);
    }

    @Test
    @Tag("campaign")
    void walkUnderLooserSettings_findsNothing() throws Exception {
        for (var settings : Scenarios.looser()) {
            Runner runner = new Runner(Size.BUILD).run(Scenarios.all(Size.BUILD, settings));
            assertThat(runner.findings()).isEmpty();
        }
    }

    private static void walk(Size size) throws Exception {
        Runner runner = new Runner(size).run(Scenarios.all(size, builder -> builder));
        Tour.round(runner.counts());
        System.out.println(runner.counts().table());
        System.out.println("trusted: " + runner.trusted());
        assertThat(runner.findings()).isEmpty();
        everythingTookPart(runner.counts());
    }

    /** What never succeeds has not been tried in earnest. */
    private static void everythingTookPart(Counts counts) {
        Set<Object> mechanisms =
                MechanismTable.all().stream()
                        .map(MechanismSpec::type)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        mechanisms.removeAll(counts.mechanisms());
        assertThat(mechanisms).as("mechanisms that never succeeded").isEmpty();
        Set<AttributeType<?>> attributes = attributesOfKeys();
        attributes.removeAll(counts.attributes());
        assertThat(attributes).as("attributes of keys that were never given or read").isEmpty();
    }

    private static Set<AttributeType<?>> attributesOfKeys() {
        Set<AttributeType<?>> all = new LinkedHashSet<>();
        for (ObjectClass objectClass :
                EnumSet.of(
                        ObjectClass.CKO_PUBLIC_KEY,
                        ObjectClass.CKO_PRIVATE_KEY,
                        ObjectClass.CKO_SECRET_KEY)) {
            for (KeyType type : KeyType.values()) {
                boolean pair = Pool.isPair(type);
                boolean secret = objectClass == ObjectClass.CKO_SECRET_KEY;
                if (pair != secret && Pool.isMade(type)) {
                    AttributeRules.of(objectClass, type).all().stream()
                            .map(AttributeRule::type)
                            .forEach(all::add);
                }
            }
        }
        return all;
    }

    @Test
    void keysForWhichNobodyAsked_doNotWrapBesideAnotherUse() throws Exception {
        assertThat(Births.wrong()).isEmpty();
    }

    @Test
    void answerOfAnUnwrapping_doesNotDependOnTheKey() throws Exception {
        assertThat(Texts.thatDiffer()).isEmpty();
    }
}
