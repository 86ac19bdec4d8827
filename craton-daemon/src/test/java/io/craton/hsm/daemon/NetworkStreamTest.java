package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.daemon.tls.BindAddress;
import io.craton.hsm.grpc.GrpcFailure;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.craton.hsm.grpc.GrpcSchema;
import io.craton.hsm.grpc.GrpcStream;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data in pieces by the door on the network. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkStreamTest {
    private static final int PIECE = 1 << 16;
    private static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
    private static final long CKM_ECDSA_SHA256 = 0x1044;
    private static final long CKM_AES_KEY_GEN = 0x1080;
    private static final long CKM_AES_CBC_PAD = 0x1085;
    private static final long CKM_SHA256 = 0x250;
    private static final long CKA_VALUE_LEN = 0x161;
    private static final long CKA_EC_PARAMS = 0x180;
    private static final byte[] P256 = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};

    @TempDir Path directory;
    private Hsm module;
    private GrpcDoor door;
    private ManagedChannel channel;
    private long session;

    @BeforeEach
    void open() {
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .set(ConfigKey.DAEMON_MAX_CONNECTIONS, 4)
                        .set(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 2)
                        .build();
        module = Hsm.open(config);
        module.slot(0).initToken("officer-1".toCharArray(), "streams");
        try (Session officer = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            officer.login(UserType.CKU_SO, "officer-1".toCharArray());
            officer.initPin("user-pin-1".toCharArray());
        }
        door =
                GrpcDoor.open(
                        new DaemonService(module),
                        new BindAddress(InetAddress.getLoopbackAddress(), 0),
                        config);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", door.port()).usePlaintext().build();
        session = number(call("OpenSession", Map.of("read_write", true)), "session_handle");
        ByteString pin = ByteString.copyFromUtf8("user-pin-1");
        call("Login", Map.of("session_handle", session, "user", 1L, "pin", pin));
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        door.close();
        module.close();
    }

    @Test
    void digestOfPieces_isThatOfTheWhole() throws Exception {
        byte[] data = random(1_000_000);
        List<byte[]> requests = pieces("DigestRequest", begun(CKM_SHA256), data);
        byte[] digest = joined("DigestResponse", stream(GrpcStream.DIGEST, requests));
        assertThat(digest).isEqualTo(MessageDigest.getInstance("SHA-256").digest(data));
    }

    @Test
    void ciphertextComesInPieces_andIsDecryptedInPieces() throws Exception {
        long key = number(call("GenerateKey", generation()), "value");
        byte[] data = random(3_000_001);
        Map<String, Object> first = cipher(key);
        List<byte[]> there = stream(GrpcStream.ENCRYPT, pieces("EncryptRequest", first, data));
        assertThat(there).hasSizeGreaterThan(40);
        byte[] ciphertext = joined("EncryptResponse", there);
        assertThat(ciphertext).hasSize(3_000_016);
        List<byte[]> back = stream(GrpcStream.DECRYPT, pieces("DecryptRequest", first, ciphertext));
        assertThat(joined("DecryptResponse", back)).isEqualTo(data);
    }

    private static Map<String, Object> generation() {
        ByteString length = ByteString.copyFrom(new byte[] {32, 0, 0, 0, 0, 0, 0, 0});
        return Map.of(
                "mechanism", mechanism(CKM_AES_KEY_GEN, null),
                "template", List.of(attribute(CKA_VALUE_LEN, length)));
    }

    private Map<String, Object> cipher(long key) {
        DynamicMessage mechanism = mechanism(CKM_AES_CBC_PAD, ByteString.copyFrom(new byte[16]));
        return Map.of("session_handle", session, "mechanism", mechanism, "key", key);
    }

    @Test
    void signatureOfPieces_isVerifiedInPieces_andAFalseOneIsNot() throws Exception {
        DynamicMessage pair =
                call(
                        "GenerateKeyPair",
                        Map.of(
                                "session_handle",
                                session,
                                "mechanism",
                                mechanism(CKM_EC_KEY_PAIR_GEN, null),
                                "public_key",
                                List.of(attribute(CKA_EC_PARAMS, ByteString.copyFrom(P256)))));
        byte[] data = random(200_000);
        List<byte[]> signing = pieces("SignRequest", signed(pair, "private_key"), data);
        byte[] signature = joined("SignResponse", stream(GrpcStream.SIGN, signing));
        assertThat(signature).hasSize(64);

        List<byte[]> verifying = pieces("VerifyRequest", signed(pair, "public_key"), data);
        verifying.add(
                message("VerifyRequest", Map.of("signature", ByteString.copyFrom(signature))));
        assertThat(stream(GrpcStream.VERIFY, verifying)).hasSize(1);
        signature[5] ^= 1;
        verifying.add(
                message("VerifyRequest", Map.of("signature", ByteString.copyFrom(signature))));
        assertThat(failure(GrpcStream.VERIFY, verifying).code())
                .isEqualTo(ReturnCode.CKR_SIGNATURE_INVALID);
    }

    private Map<String, Object> signed(DynamicMessage pair, String which) {
        return Map.of(
                "session_handle",
                session,
                "mechanism",
                mechanism(CKM_ECDSA_SHA256, null),
                "key",
                number(pair, which));
    }

    @Test
    void streamOfNoSession_isRefusedWithItsFirstMessage() {
        Map<String, Object> first =
                Map.of("session_handle", 4711L, "mechanism", mechanism(CKM_SHA256, null));
        List<byte[]> requests = pieces("DigestRequest", first, random(100_000));
        assertThat(failure(GrpcStream.DIGEST, requests).code())
                .isEqualTo(ReturnCode.CKR_SESSION_HANDLE_INVALID);
    }

    @Test
    void streamWithoutAMessage_isRefused() {
        StatusRuntimeException refusal = refusal(GrpcStream.SIGN, List.of());
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    /** A place each, of which there are four. */
    @Test
    void streamsThatClientsGiveUp_leaveTheirPlaces() throws Exception {
        for (int i = 0; i < 12; i++) {
            ClientCall<byte[], byte[]> given = begin();
            TimeUnit.MILLISECONDS.sleep(20);
            given.cancel("given up", null);
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(call("GetInfo", Map.of())).isNotNull();
    }

    @Test
    void streamThatDoesNotGoOn_isCutOff() throws Exception {
        CompletableFuture<Status> end = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call =
                channel.newCall(GrpcMethods.of(GrpcStream.DIGEST), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(message("DigestRequest", begun(CKM_SHA256)));
        Status status = end.get(30, TimeUnit.SECONDS);
        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(status.getDescription()).contains("did not go on within 2 seconds");
    }

    private ClientCall<byte[], byte[]> begin() {
        ClientCall<byte[], byte[]> call =
                channel.newCall(GrpcMethods.of(GrpcStream.DIGEST), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.request(1);
        call.sendMessage(message("DigestRequest", begun(CKM_SHA256)));
        return call;
    }

    private Map<String, Object> begun(long mechanism) {
        return Map.of("session_handle", session, "mechanism", mechanism(mechanism, null));
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(5).nextBytes(data);
        return data;
    }

    /** The first has the fields that say what is done, and each has some data. */
    private static List<byte[]> pieces(String type, Map<String, Object> first, byte[] data) {
        List<byte[]> requests = new ArrayList<>();
        requests.add(message(type, first));
        for (int done = 0; done < data.length; done += PIECE) {
            int length = Math.min(PIECE, data.length - done);
            requests.add(message(type, Map.of("data", ByteString.copyFrom(data, done, length))));
        }
        return requests;
    }

    private static byte[] joined(String type, List<byte[]> responses) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Descriptor descriptor = GrpcSchema.descriptor().findMessageTypeByName(type);
        for (byte[] response : responses) {
            DynamicMessage message = DynamicMessage.parseFrom(descriptor, response);
            all.write(bytes(message));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(DynamicMessage message) {
        Object value = message.getField(message.getDescriptorForType().findFieldByName("value"));
        return ((ByteString) value).toByteArray();
    }

    private GrpcFailure failure(GrpcStream stream, List<byte[]> requests) {
        StatusRuntimeException refusal = refusal(stream, requests);
        GrpcFailure failure = GrpcFailure.of(refusal.getStatus(), refusal.getTrailers());
        assertThat(failure).as("%s", refusal).isNotNull();
        return failure;
    }

    private StatusRuntimeException refusal(GrpcStream stream, List<byte[]> requests) {
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> stream(stream, requests));
        return (StatusRuntimeException) thrown.getCause();
    }

    private List<byte[]> stream(GrpcStream stream, List<byte[]> requests) throws Exception {
        Responses responses = new Responses();
        ClientCall<byte[], byte[]> call =
                channel.newCall(GrpcMethods.of(stream), CallOptions.DEFAULT);
        StreamObserver<byte[]> sent = ClientCalls.asyncBidiStreamingCall(call, responses);
        requests.forEach(request -> sent.onNext(request.clone()));
        sent.onCompleted();
        return responses.all.get(1, TimeUnit.MINUTES);
    }

    /** What comes back. */
    private static final class Responses implements StreamObserver<byte[]> {
        private final List<byte[]> come = new ArrayList<>();
        private final CompletableFuture<List<byte[]>> all = new CompletableFuture<>();

        @Override
        public void onNext(byte[] response) {
            come.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            all.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            all.complete(come);
        }
    }

    private DynamicMessage call(String name, Map<String, Object> fields) {
        Map<String, Object> mine = new java.util.HashMap<>(fields);
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName(name + "Request");
        if (type.findFieldByName("session_handle") != null) {
            mine.putIfAbsent("session_handle", session);
        }
        byte[] answer =
                ClientCalls.blockingUnaryCall(
                        channel,
                        GrpcMethods.of(GrpcFunction.of(name).orElseThrow()),
                        CallOptions.DEFAULT,
                        message(name + "Request", mine));
        try {
            return DynamicMessage.parseFrom(
                    GrpcSchema.descriptor().findMessageTypeByName(name + "Response"), answer);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] message(String name, Map<String, Object> fields) {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName(name);
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        fields.forEach((field, value) -> message.setField(type.findFieldByName(field), value));
        return message.build().toByteArray();
    }

    private static DynamicMessage mechanism(long number, ByteString parameter) {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName("Mechanism");
        DynamicMessage.Builder message =
                DynamicMessage.newBuilder(type).setField(type.findFieldByName("type"), number);
        if (parameter != null) {
            message.setField(type.findFieldByName("parameter"), parameter);
        }
        return message.build();
    }

    private static DynamicMessage attribute(long number, ByteString value) {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName("Attribute");
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("type"), number)
                .setField(type.findFieldByName("value"), value)
                .build();
    }

    private static long number(DynamicMessage message, String field) {
        return (long) message.getField(message.getDescriptorForType().findFieldByName(field));
    }
}
