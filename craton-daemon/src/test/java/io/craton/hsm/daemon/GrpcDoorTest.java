package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.tls.BindAddress;
import io.craton.hsm.grpc.GrpcFailure;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.craton.hsm.grpc.GrpcSchema;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The door on the network with a module behind it, by messages that the schema alone makes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrpcDoorTest {
    private static final long SHA256 = 0x250;
    private static final BindAddress ANYWHERE =
            new BindAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir Path directory;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private Hsm module;
    private DaemonService served;
    private GrpcDoor door;

    private void open(HsmConfig.Builder settings) {
        HsmConfig config =
                settings.storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .build();
        module = Hsm.open(config);
        served = new DaemonService(module);
        door = GrpcDoor.open(served, ANYWHERE, config);
    }

    private ManagedChannel connect() {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", door.port()).usePlaintext().build();
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        door.close();
        module.close();
    }

    @Test
    @Tag("S0-9")
    void tokenInfo_answersAnEmptyRequest() {
        open(HsmConfig.builder());
        DynamicMessage info = call(connect(), "GetTokenInfo", Map.of());
        assertThat(info.getAllFields()).isNotEmpty();
        assertThat(number(info, "max_pin_length")).isEqualTo(64);
    }

    @Test
    void session_isOfItsConnection() throws Exception {
        open(HsmConfig.builder());
        module.slot(0).initToken("officer-1".toCharArray(), "network");
        ManagedChannel mine = connect();
        long session = number(call(mine, "OpenSession", Map.of("slot_id", 0L)), "session_handle");
        assertThat(call(mine, "GetSessionInfo", Map.of("session_handle", session))).isNotNull();

        StatusRuntimeException refusal =
                failure(connect(), "GetSessionInfo", Map.of("session_handle", session));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(refusal.getMessage()).contains("CKR_SESSION_HANDLE_INVALID: ");
        assertThat(of(refusal).code()).isEqualTo(ReturnCode.CKR_SESSION_HANDLE_INVALID);
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("\"client\":\"insecure\"")
                .contains("tcp 127.0.0.1");
    }

    @Test
    void applicationThatACallNames_hasSeveralConnections() {
        open(HsmConfig.builder());
        module.slot(0).initToken("officer-1".toCharArray(), "network");
        ManagedChannel first = connect();
        byte[] name = bytes(call(first, "Initialize", Map.of()), "value");
        long session = number(call(named(first, name), "OpenSession", Map.of()), "session_handle");
        ManagedChannel second = connect();
        Map<String, Object> request = Map.of("session_handle", session);
        assertThat(call(named(second, name), "GetSessionInfo", request)).isNotNull();
        first.shutdownNow();
        assertThat(call(named(second, name), "GetSessionInfo", request)).isNotNull();
        call(named(second, name), "Finalize", Map.of());
        assertThat(of(failure(named(second, name), "GetSessionInfo", request)).code())
                .isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD);
    }

    private static Channel named(Channel channel, byte[] application) {
        Metadata headers = new Metadata();
        headers.put(GrpcMethods.APPLICATION, HexFormat.of().formatHex(application));
        return ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void applicationOfAConnection_endsWithIt() throws Exception {
        open(HsmConfig.builder());
        ManagedChannel channel = connect();
        call(channel, "GetInfo", Map.of());
        assertThat(served.activity().applications()).isEqualTo(1);
        channel.shutdownNow();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (served.activity().applications() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(served.activity().applications()).isZero();
    }

    @Test
    void bufferThatIsTooSmall_isToldHowMuchIsNeeded() {
        open(HsmConfig.builder());
        module.slot(0).initToken("officer-1".toCharArray(), "network");
        ManagedChannel channel = connect();
        long session = number(call(channel, "OpenSession", Map.of()), "session_handle");
        call(channel, "C_DigestInit", Map.of("session_handle", session, "mechanism", sha256()));
        Map<String, Object> tooSmall =
                Map.of("session_handle", session, "data", ByteString.EMPTY, "out", 4L);
        GrpcFailure failure = of(failure(channel, "C_Digest", tooSmall));
        assertThat(failure.code()).isEqualTo(ReturnCode.CKR_BUFFER_TOO_SMALL);
        assertThat(failure.needed()).isEqualTo(32);
        Map<String, Object> right =
                Map.of("session_handle", session, "data", ByteString.EMPTY, "out", 64L);
        assertThat(bytes(call(channel, "C_Digest", right), "out")).hasSize(32);
    }

    private static DynamicMessage sha256() {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName("Mechanism");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("type"), SHA256)
                .build();
    }

    @Test
    void whoHasNoRow_mayDoNothing_andARowGivesRights() {
        open(HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of()));
        ManagedChannel channel = connect();
        StatusRuntimeException refusal = failure(channel, "GetInfo", Map.of());
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        Map<String, String> row = Map.of("user", "tcp:insecure", "rights", "read");
        served.replaceRights(
                HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of(row)).build());
        assertThat(call(channel, "GetInfo", Map.of())).isNotNull();
        StatusRuntimeException random =
                failure(channel, "GenerateRandom", Map.of("session_handle", 1L));
        assertThat(random.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void messageThatIsTooLong_isRefused_andTheNextOneIsNot() {
        open(HsmConfig.builder().set(ConfigKey.DAEMON_MAX_MESSAGE_LENGTH, 65_536));
        ManagedChannel channel = connect();
        ByteString large = ByteString.copyFrom(new byte[70_000]);
        Map<String, Object> request = Map.of("session_handle", 1L, "seed", large);
        assertThat(failure(channel, "SeedRandom", request).getStatus().getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(call(channel, "GetInfo", Map.of())).isNotNull();
    }

    @Test
    void connectionsWithoutRoom_areRefused_andOthersGoOn() {
        open(HsmConfig.builder().set(ConfigKey.DAEMON_MAX_CONNECTIONS_PER_USER, 1));
        ManagedChannel first = connect();
        call(first, "GetInfo", Map.of());
        assertThat(failure(connect(), "GetInfo", Map.of()).getStatus().getCode())
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(call(first, "GetInfo", Map.of())).isNotNull();
    }

    /** They have PINs in them, and Netty logs each one if its logger is set to the finest level. */
    @Test
    void framesOfTheNetwork_areInNoLog() {
        open(HsmConfig.builder());
        String handler = "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler";
        assertThat(InternalLoggerFactory.getInstance(handler).getClass().getSimpleName())
                .isEqualTo("JdkLogger");
        assertThat(Logger.getLogger(handler).isLoggable(Level.FINE)).isFalse();
    }

    @Test
    void door_endsAtOnceBesideIdleClients() {
        open(HsmConfig.builder());
        call(connect(), "GetInfo", Map.of());
        long start = System.nanoTime();
        door.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void everyCall_answersRubbishWithAStatusOfItsOwn() {
        open(HsmConfig.builder());
        ManagedChannel channel = connect();
        byte[] rubbish = {(byte) 0xff, 1, 2, 3};
        for (GrpcFunction function : GrpcFunction.all()) {
            if (!function.hasPieces()) {
                StatusRuntimeException refusal =
                        catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> unary(channel, function, rubbish));
                assertThat(of(refusal).code())
                        .as(function.name())
                        .isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD);
            }
        }
    }

    private static GrpcFailure of(StatusRuntimeException refusal) {
        GrpcFailure failure = GrpcFailure.of(refusal.getStatus(), refusal.getTrailers());
        assertThat(failure).as("%s", refusal).isNotNull();
        return failure;
    }

    private static StatusRuntimeException failure(
            Channel channel, String name, Map<String, Object> fields) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> call(channel, name, fields));
    }

    private static DynamicMessage call(Channel channel, String name, Map<String, Object> fields) {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName(name + "Request");
        DynamicMessage.Builder request = DynamicMessage.newBuilder(type);
        fields.forEach((field, value) -> request.setField(type.findFieldByName(field), value));
        GrpcFunction function = GrpcFunction.of(name).orElseThrow();
        byte[] answer = unary(channel, function, request.build().toByteArray());
        try {
            return DynamicMessage.parseFrom(
                    GrpcSchema.descriptor().findMessageTypeByName(name + "Response"), answer);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] unary(Channel channel, GrpcFunction function, byte[] request) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MINUTES);
        return ClientCalls.blockingUnaryCall(channel, GrpcMethods.of(function), options, request);
    }

    private static long number(DynamicMessage message, String field) {
        return (long) message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static byte[] bytes(DynamicMessage message, String field) {
        Object value = message.getField(message.getDescriptorForType().findFieldByName(field));
        return ((ByteString) value).toByteArray();
    }
}
