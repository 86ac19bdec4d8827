package io.craton.hsm.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import java.util.EnumSet;
import java.util.Set;

/** The implementation {@code client}: the module that a daemon of this host serves. */
public final class ClientHsmProvider implements HsmProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ClientHsmProvider() {}

    @Override
    public String name() {
        return "client";
    }

    /** A configuration that says where the daemon is. */
    @Override
    public boolean serves(HsmConfig config) {
        return config.isSet(ConfigKey.CLIENT_TARGET) && HsmProvider.super.serves(config);
    }

    /** Which of them the daemon offers is known when it has been asked. */
    @Override
    public Set<MechanismType> mechanisms(HsmConfig config) {
        return EnumSet.allOf(MechanismType.class);
    }

    @Override
    public Hsm open(HsmConfig config) {
        return RemoteModule.open(config, new Link(Target.of(config)));
    }
}
