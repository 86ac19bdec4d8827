package io.craton.hsm.system.walk;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.system.walk.Victims.Victim;
import io.craton.hsm.system.walk.World.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** All that is walked through: each victim alone, and each key that an officer may trust. */
final class Scenarios {
    private Scenarios() {}

    /** How far the walk goes. */
    enum Size {
        /** In the build: two steps over each victim, three where a key is trusted. */
        BUILD(2, 3, 1),
        /** In the campaign. */
        CAMPAIGN(3, 3, 4);

        private final int alone;
        private final int trusted;
        private final int ofOneMake;

        Size(int alone, int trusted, int ofOneMake) {
            this.alone = alone;
            this.trusted = trusted;
            this.ofOneMake = ofOneMake;
        }

        /** How many values of one make are gone on with. */
        int ofOneMake() {
            return ofOneMake;
        }
    }

    /**
     * Victims without a trusted key.
     *
     * @param name what they are called
     * @param victims the victims
     * @param levels how many steps
     * @param settings the configuration
     */
    private record Alone(
            String name,
            List<Victim> victims,
            int levels,
            UnaryOperator<HsmConfig.Builder> settings)
            implements Scenario {
        @Override
        public void build(World world) throws Exception {
            Pool.addTo(world);
            for (Victim victim : victims) {
                victim.maker().make(world);
            }
        }
    }

    private static final List<KeyType> ONE_USE =
            List.of(
                    KeyType.CKK_AES,
                    KeyType.CKK_CHACHA20,
                    KeyType.CKK_GENERIC_SECRET,
                    KeyType.CKK_RSA,
                    KeyType.CKK_EC,
                    KeyType.CKK_ML_KEM);

    /** Everything, with a configuration. */
    static List<Scenario> all(Size size, UnaryOperator<HsmConfig.Builder> settings) {
        List<Victim> victims = new ArrayList<>(Victims.unextractable());
        victims.addAll(Victims.withRules());
        victims.addAll(Victims.otherTypes());
        victims.addAll(Victims.oneWay());
        victims.addAll(Victims.halfOpen());
        victims.addAll(TrustScenario.victims());
        List<Scenario> all = new ArrayList<>();
        for (Victim victim : victims) {
            all.add(new Alone(victim.name(), List.of(victim), size.alone, settings));
        }
        for (KeyType type : ONE_USE) {
            all.add(new Alone(type + " of one use", Victims.ofOneUse(type), 1, settings));
        }
        Candidates.all().forEach(each -> all.add(new TrustScenario(each, size.trusted, settings)));
        return all;
    }

    /** The configurations that let more through. */
    static List<UnaryOperator<HsmConfig.Builder>> looser() {
        List<UnaryOperator<HsmConfig.Builder>> all = new ArrayList<>();
        for (String name :
                List.of("ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP", "ALGORITHMS_ALLOW_SHORT_TAGS")) {
            for (ConfigKey key : ConfigKey.values()) {
                if (key.name().equals(name)) {
                    all.add(builder -> builder.set(key, true));
                }
            }
        }
        return all;
    }
}
