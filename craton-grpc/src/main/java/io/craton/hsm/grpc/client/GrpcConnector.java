package io.craton.hsm.grpc.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.grpc.NettyLog;
import io.craton.hsm.wire.carrier.WireConnection;
import io.craton.hsm.wire.carrier.WireConnector;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one application to one daemon: they share a channel of gRPC, which is there as
 * long as one of them is, so that the daemon sees the application go.
 */
final class GrpcConnector implements WireConnector {
    static {
        NettyLog.keepFramesOut();
    }

    private static final int LONGEST_MESSAGE = 1 << 26;
    private static final int KEEP_ALIVE_MINUTES = 10;

    private final String target;

    @GuardedBy("this")
    private @Nullable ManagedChannel channel;

    @GuardedBy("this")
    private int users;

    GrpcConnector(String target) {
        this.target = target;
    }

    @Override
    public String place() {
        return target;
    }

    @Override
    public synchronized WireConnection connect(Duration longest) {
        if (channel == null) {
            channel = open();
        }
        users++;
        return new GrpcConnection(channel, this::released, longest);
    }

    /** Nothing is repeated: whether a call that was lost was made is for the caller to find out. */
    private ManagedChannel open() {
        return NettyChannelBuilder.forTarget("dns:///" + target)
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    static int longestMessage() {
        return LONGEST_MESSAGE;
    }

    private synchronized void released() {
        users--;
        if (users == 0 && channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }
}
