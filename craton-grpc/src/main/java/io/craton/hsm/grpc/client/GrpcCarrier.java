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
        ClientTls tls = ClientTls.of(config);
        if (tls != null) {
            // What is wrong with the files is said at once.
            tls.context();
        } else if (!config.flag(ConfigKey.CLIENT_ALLOW_INSECURE)) {
            throw bad(
                    "client.target is \""
                            + target
                            + "\", and nothing says how the connection is protected; give"
                            + " client.tls_ca, and client.tls_cert and client.tls_key, or set"
                            + " client.allow_insecure for a daemon of this host without TLS");
        } else if (!isLoopback(target)) {
            throw bad(
                    "client.allow_insecure is for this host alone, and client.target is " + target);
        }
        return new GrpcConnector(target, tls);
    }

    private static boolean isLoopback(String target) {
        String host = target.substring(0, target.lastIndexOf(':'));
        return host.matches("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    }

    private static HsmException bad(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
