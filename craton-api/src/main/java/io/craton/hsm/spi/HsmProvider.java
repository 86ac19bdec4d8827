package io.craton.hsm.spi;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;

/**
 * Opens the module; found by {@link java.util.ServiceLoader}. Applications call {@link Hsm#open}.
 */
public interface HsmProvider {
    /** Opens a new instance of the module. */
    Hsm open(HsmConfig config);
}
