package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.tls.BindAddress;
import io.craton.hsm.daemon.tls.NetworkTls;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.craton.hsm.grpc.GrpcStream;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An address of the network at which programs of any language reach a module by gRPC. Its calls go
 * to the same dispatcher as those at the Unix socket.
 */
final class GrpcDoor implements AutoCloseable {
    /** How many calls one connection has under way at once. */
    private static final int MOST_CALLS = 64;

    private static final int DAYS_IDLE = 1;
    private static final long PAUSE_MILLIS = 5;

    /** What a client is told for whose connection or call there is no room. */
    static final Status FULL =
            Status.RESOURCE_EXHAUSTED.withDescription(
                    "the daemon has no room for another connection or call of this client");

    private final DaemonService served;
    private final ExecutorService threads;
    private final NetworkTimer timer = new NetworkTimer();
    private final Set<NetworkStream> streams = ConcurrentHashMap.newKeySet();
    private final int calls;
    private final Semaphore room;
    private final NetworkHealth health;
    private final Server server;
    private volatile boolean draining;

    private GrpcDoor(
            DaemonService served, BindAddress address, HsmConfig config, @Nullable NetworkTls tls) {
        this.served = served;
        this.threads = Executors.newCachedThreadPool(GrpcDoor::thread);
        this.calls = config.integer(ConfigKey.DAEMON_MAX_CONNECTIONS);
        this.room = new Semaphore(calls);
        Duration grace =
                Duration.ofSeconds(config.integer(ConfigKey.DAEMON_APPLICATION_GRACE_SECS));
        this.health = new NetworkHealth(served.module());
        HandshakeLog handshakes = tls == null ? null : new HandshakeLog(served.metrics());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address.socketAddress())
                        .executor(threads)
                        .addTransportFilter(
                                new NetworkConnections(served, handshakes, timer, grace))
                        .addService(service())
                        .addService(health.service())
                        .addService(ProtoReflectionServiceV1.newInstance())
                        .maxInboundMessageSize(served.limits().longestMessage())
                        .maxConcurrentCallsPerConnection(MOST_CALLS)
                        .handshakeTimeout(
                                config.integer(ConfigKey.DAEMON_TLS_HANDSHAKE_TIMEOUT_SECS),
                                TimeUnit.SECONDS)
                        .maxConnectionIdle(DAYS_IDLE, TimeUnit.DAYS);
        if (tls != null && handshakes != null) {
            builder.sslContext(new NetworkSsl(tls, handshakes));
        }
        this.server = builder.build();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "craton-hsm-network");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens a door without TLS and serves at once.
     *
     * @throws HsmException as the other one does
     */
    static GrpcDoor open(DaemonService served, BindAddress address, HsmConfig config) {
        return open(served, address, config, null);
    }

    /**
     * Opens a door and serves at once.
     *
     * @param tls how connections are protected; null if they are not
     * @throws HsmException {@code CKR_DEVICE_ERROR} if nothing can be served at the address
     */
    static GrpcDoor open(
            DaemonService served, BindAddress address, HsmConfig config, @Nullable NetworkTls tls) {
        NetworkLog.install();
        GrpcDoor door = new GrpcDoor(served, address, config, tls);
        try {
            door.server.start();
            door.watch();
            return door;
        } catch (IOException e) {
            door.endThreads();
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "nothing can be served at "
                            + address
                            + "; "
                            + ConfigKey.DAEMON_BIND.path()
                            + " has to be an address of this host with a port that is free",
                    e);
        }
    }

    private void watch() {
        health.watch(timer);
        timer.every(Duration.ofSeconds(1), this::endLateStreams);
    }

    private void endLateStreams() {
        streams.forEach(stream -> stream.endIfLate(served.limits().patience()));
    }

    private ServerServiceDefinition service() {
        ServerServiceDefinition.Builder methods =
                ServerServiceDefinition.builder(GrpcMethods.service());
        for (GrpcFunction function : GrpcFunction.all()) {
            methods.addMethod(GrpcMethods.of(function), new Begun(function));
        }
        for (GrpcStream stream : GrpcStream.values()) {
            methods.addMethod(GrpcMethods.of(stream), new BegunStream(stream));
        }
        return methods.build();
    }

    /** What begins a call of a function. */
    private final class Begun implements ServerCallHandler<byte[], byte[]> {
        private final GrpcFunction function;

        Begun(GrpcFunction function) {
            this.function = function;
        }

        @Override
        public ServerCall.Listener<byte[]> startCall(
                ServerCall<byte[], byte[]> call, Metadata headers) {
            return new NetworkCall(function, call, headers, GrpcDoor.this).begin();
        }
    }

    /** What begins a stream. */
    private final class BegunStream implements ServerCallHandler<byte[], byte[]> {
        private final GrpcStream stream;

        BegunStream(GrpcStream stream) {
            this.stream = stream;
        }

        @Override
        public ServerCall.Listener<byte[]> startCall(
                ServerCall<byte[], byte[]> call, Metadata headers) {
            NetworkCaller caller = new NetworkCaller(call, headers, GrpcDoor.this);
            if (!GrpcDoor.this.begin(caller.connection())) {
                call.close(FULL, new Metadata());
                return new ServerCall.Listener<>() {};
            }
            NetworkStream begun = new NetworkStream(stream, call, caller, GrpcDoor.this);
            streams.add(begun);
            return begun.begin();
        }
    }

    DaemonService served() {
        return served;
    }

    /** The port that is served at, such as where 0 stood for any. */
    int port() {
        return ((InetSocketAddress) server.getListenSockets().get(0)).getPort();
    }

    /**
     * A call begins; {@link #end} follows if it may.
     *
     * @return false if its connection was refused, or too many calls are under way
     */
    boolean begin(NetworkConnection connection) {
        return connection.isAdmitted() && room.tryAcquire();
    }

    /** A call is over. */
    void end() {
        room.release();
    }

    /** A stream is over. */
    void end(NetworkStream stream) {
        if (streams.remove(stream)) {
            end();
        }
    }

    boolean isDraining() {
        return draining;
    }

    /**
     * Takes nobody any more and lets calls under way end in time; idle connections do not keep it,
     * which clients hold for ever.
     */
    @Override
    public void close() {
        draining = true;
        health.end();
        server.shutdown();
        boolean interrupted = awaitCalls();
        server.shutdownNow();
        endThreads();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the thread was interrupted meanwhile. */
    private boolean awaitCalls() {
        long end = System.nanoTime() + served.limits().drainTime().toNanos();
        boolean interrupted = false;
        while (room.availablePermits() < calls && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private void endThreads() {
        threads.shutdownNow();
        timer.close();
    }
}
