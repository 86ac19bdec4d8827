package io.craton.hsm.grpc.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.carrier.Carrier;
import io.craton.hsm.wire.carrier.WireConnector;

/** gRPC, for a {@code client.target} that is a host and a port. */
public final class GrpcCarrier implements Carrier {
    private static final String HOST_AND_PORT = "(\\[[0-9a-fA-F:.]+]|[^:/\\[\\]\\s]+):[0-9]{1,5}";

    /** For {@link java.util.ServiceLoader}. */
    public GrpcCarrier() {}

    @Override
    public boolean serves(HsmConfig config) {
        return config.string(ConfigKey.CLIENT_TARGET).matches(HOST_AND_PORT);
    }

    @Override
    public WireConnector open(HsmConfig config) {
        String target = config.string(ConfigKey.CLIENT_TARGET);
        if (!config.flag(ConfigKey.CLIENT_ALLOW_INSECURE)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "client.target is \""
                            + target
                            + "\", and nothing says how the connection is protected; set"
                            + " client.allow_insecure for a daemon of this host that serves without TLS");
        }
        return new GrpcConnector(target);
    }
}
