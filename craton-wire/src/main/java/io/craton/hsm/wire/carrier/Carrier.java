package io.craton.hsm.wire.carrier;

import io.craton.hsm.HsmConfig;

/** A way to daemons. Found with {@link java.util.ServiceLoader}. */
public interface Carrier {
    /**
     * Whether the daemon that a configuration names ({@code client.target}) is reached this way.
     */
    boolean serves(HsmConfig config);

    /**
     * The way to that daemon. Nothing is connected yet.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if the configuration cannot be
     *     used
     */
    WireConnector open(HsmConfig config);
}
