package io.craton.hsm.grpc.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.grpc.NettyLog;
import io.craton.hsm.wire.carrier.WireConnection;
import io.craton.hsm.wire.carrier.WireConnector;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one application to one daemon: they share a channel of gRPC, which is there as
 * long as one of them is, so that the daemon sees the application go. When the files of TLS are
 * replaced, the next call goes by another channel, and those under way end on theirs.
 */
final class GrpcConnector implements WireConnector {
    static {
        NettyLog.keepFramesOut();
    }

    private static final int LONGEST_MESSAGE = 1 << 26;
    private static final int KEEP_ALIVE_MINUTES = 10;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String target;
    private final @Nullable ClientTls tls;

    @GuardedBy("this")
    private @Nullable ManagedChannel channel;

    @GuardedBy("this")
    private List<Object> stamp = List.of();

    @GuardedBy("this")
    private long looked;

    @GuardedBy("this")
    private int users;

    /**
     * @param tls how it is protected; null for not at all
     */
    GrpcConnector(String target, @Nullable ClientTls tls) {
        this.target = target;
        this.tls = tls;
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
        return new GrpcConnection(this, longest);
    }

    /** What the next call goes by. */
    synchronized ManagedChannel channel() {
        ManagedChannel now = channel;
        if (now == null) {
            now = open();
            channel = now;
        } else if (isReplaced()) {
            now = replaced(now);
        }
        return now;
    }

    /** Looked at now and then only. */
    @GuardedBy("this")
    private boolean isReplaced() {
        if (tls == null || System.nanoTime() - looked < LOOK_NANOS) {
            return false;
        }
        looked = System.nanoTime();
        return !stamp.equals(tls.stamp());
    }

    /** Files that cannot be used leave what there is, and are looked at again. */
    @GuardedBy("this")
    private ManagedChannel replaced(ManagedChannel old) {
        try {
            channel = open();
            old.shutdown();
            return channel;
        } catch (HsmException e) {
            return old;
        }
    }

    /** Nothing is repeated: whether a call that was lost was made is for the caller to find out. */
    @GuardedBy("this")
    private ManagedChannel open() {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forTarget("dns:///" + target)
                        .directExecutor()
                        .disableRetry()
                        .disableServiceConfigLookUp()
                        .keepAliveTime(KEEP_ALIVE_MINUTES, TimeUnit.MINUTES)
                        .maxInboundMessageSize(Integer.MAX_VALUE);
        if (tls == null) {
            builder.usePlaintext();
        } else {
            looked = System.nanoTime();
            stamp = tls.stamp();
            builder.sslContext(tls.context());
        }
        return builder.build();
    }

    static int longestMessage() {
        return LONGEST_MESSAGE;
    }

    /** A connection is not used any more. */
    synchronized void released() {
        users--;
        if (users == 0 && channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }
}
