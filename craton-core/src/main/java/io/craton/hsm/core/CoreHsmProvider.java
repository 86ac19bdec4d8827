package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.spi.HsmProvider;

/** Opens the module; what {@link Hsm#open} finds. */
public final class CoreHsmProvider implements HsmProvider {
    /** For {@link java.util.ServiceLoader}. */
    public CoreHsmProvider() {}

    @Override
    public Hsm open(HsmConfig config) {
        return new Assembly(config).open();
    }
}
