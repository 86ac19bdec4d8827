package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.policy.Policy;
import java.util.Set;

/** The implementation {@code core}: the module in this process. */
public final class CoreHsmProvider implements HsmProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CoreHsmProvider() {}

    @Override
    public String name() {
        return "core";
    }

    /** Not one that says where a daemon is. */
    @Override
    public boolean serves(HsmConfig config) {
        return !config.isSet(ConfigKey.CLIENT_TARGET) && HsmProvider.super.serves(config);
    }

    @Override
    public Set<MechanismType> mechanisms(HsmConfig config) {
        return new Policy(config, MechanismTable.all()).mechanisms();
    }

    @Override
    public Hsm open(HsmConfig config) {
        return new Assembly(config).open();
    }
}
