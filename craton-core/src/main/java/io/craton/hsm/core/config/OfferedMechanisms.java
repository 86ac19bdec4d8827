package io.craton.hsm.core.config;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.policy.Policy;
import java.util.Set;

/** What a module with a configuration offers, for those who have to know before it is opened. */
public final class OfferedMechanisms {
    private OfferedMechanisms() {}

    /** The mechanisms that this configuration permits something with. */
    public static Set<MechanismType> of(HsmConfig config) {
        return new Policy(config, MechanismTable.all()).mechanisms();
    }
}
