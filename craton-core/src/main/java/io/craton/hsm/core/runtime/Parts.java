package io.craton.hsm.core.runtime;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.spi.AuditLog;

/**
 * What a module consists of, apart from its tokens.
 *
 * @param config the configuration
 * @param policy what it permits
 * @param engine what computes
 * @param random where random bytes come from
 * @param audit where events are recorded
 * @param handles where handles come from
 * @param gate what every call passes first
 * @param sleeper how delays are waited for
 * @param limits bounds that no configuration changes
 */
public record Parts(
        HsmConfig config,
        Policy policy,
        CryptoEngine engine,
        SeedableRandom random,
        AuditLog audit,
        HandleSource handles,
        Gate gate,
        Sleeper sleeper,
        Limits limits) {

    /**
     * Bounds; tests use smaller ones.
     *
     * @param objects how many objects a slot holds, session objects included
     * @param gcmInvocations how many initialisation vectors the module makes for one key (SP
     *     800-38D)
     */
    public record Limits(int objects, long gcmInvocations) {
        /** The bounds of the product. */
        public static final Limits STANDARD = new Limits(1 << 20, 1L << 32);
    }
}
