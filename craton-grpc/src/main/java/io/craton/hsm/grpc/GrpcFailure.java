package io.craton.hsm.grpc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a call failed with, as a status of gRPC: its code by what a program can do about it, its
 * message the return code and the sentence, and as its detail a {@code google.rpc.ErrorInfo} with
 * the return code as reason.
 *
 * @param code the return code
 * @param sentence for people
 * @param needed of {@code CKR_BUFFER_TOO_SMALL}, how many bytes are needed; else 0
 */
public record GrpcFailure(ReturnCode code, String sentence, long needed) {
    private static final String NEEDED = "needed";
    private static final String TYPE = "type.googleapis.com/google.rpc.ErrorInfo";

    // The numbers of the fields of google.rpc.Status, google.protobuf.Any and google.rpc.ErrorInfo.
    private static final int STATUS_CODE = 1;
    private static final int STATUS_MESSAGE = 2;
    private static final int STATUS_DETAILS = 3;
    private static final int ANY_TYPE = 1;
    private static final int ANY_VALUE = 2;
    private static final int INFO_REASON = 1;
    private static final int INFO_DOMAIN = 2;
    private static final int INFO_METADATA = 3;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** That of an exception. */
    public static GrpcFailure of(HsmException failure, String sentence) {
        return new GrpcFailure(failure.code(), sentence, 0);
    }

    /**
     * Reads the answer to a call up to its result.
     *
     * @param answer from its first byte on
     * @return what it failed with; null if it went well
     */
    public static @Nullable GrpcFailure read(WireReader answer) {
        answer.octet();
        long number = answer.ulong();
        String sentence = Objects.requireNonNullElse(answer.text(), "");
        if (number == ReturnCode.CKR_OK.code()) {
            return null;
        }
        ReturnCode code = ReturnCode.of(number).orElse(ReturnCode.CKR_GENERAL_ERROR);
        long needed = code == ReturnCode.CKR_BUFFER_TOO_SMALL ? answer.ulong() : 0;
        return new GrpcFailure(code, sentence, needed);
    }

    /** Writes the answer that it is on the wire. */
    public void write(WireWriter out) {
        WireReply.writeError(code, sentence, needed, out);
    }

    /** The status that it is, with its trailers. */
    public StatusRuntimeException toStatus() {
        String prefix = code.name() + ": ";
        String message = sentence.startsWith(prefix) ? sentence : prefix + sentence;
        Status status = statusCode(code).toStatus().withDescription(message);
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, details(status.getCode().value(), message));
        return status.asRuntimeException(trailers);
    }

    private byte[] details(int status, String message) {
        try (ProtoWriter details = new ProtoWriter();
                ProtoWriter any = new ProtoWriter();
                ProtoWriter info = new ProtoWriter()) {
            text(INFO_REASON, code.name(), info);
            text(INFO_DOMAIN, GrpcSchema.PACKAGE, info);
            if (needed != 0) {
                writeNeeded(info);
            }
            text(ANY_TYPE, TYPE, any);
            any.message(ANY_VALUE, info);
            details.number(STATUS_CODE, status);
            text(STATUS_MESSAGE, message, details);
            details.message(STATUS_DETAILS, any);
            return details.toBytes();
        }
    }

    private void writeNeeded(ProtoWriter info) {
        try (ProtoWriter entry = new ProtoWriter()) {
            text(ENTRY_KEY, NEEDED, entry);
            text(ENTRY_VALUE, Long.toString(needed), entry);
            info.message(INFO_METADATA, entry);
        }
    }

    private static void text(int field, String text, ProtoWriter out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.bytes(field, bytes, bytes.length);
    }

    /** What a status says; null if it is none of this service, but of the connection. */
    public static @Nullable GrpcFailure of(Status status, Metadata trailers) {
        byte[] details = trailers.get(DETAILS);
        if (details == null) {
            return null;
        }
        try {
            ProtoReader any = inside(new ProtoReader(details), STATUS_DETAILS);
            ProtoReader info = inside(any, ANY_VALUE);
            ReturnCode code = ReturnCode.valueOf(text(info, INFO_REASON));
            String sentence = Objects.requireNonNullElse(status.getDescription(), "");
            return new GrpcFailure(code, sentence, needed(info));
        } catch (HsmException | IllegalArgumentException e) {
            return null;
        }
    }

    private static long needed(ProtoReader info) {
        if (!info.has(INFO_METADATA)) {
            return 0;
        }
        ProtoReader entry = inside(info, INFO_METADATA);
        return text(entry, ENTRY_KEY).equals(NEEDED) ? Long.parseLong(text(entry, ENTRY_VALUE)) : 0;
    }

    private static ProtoReader inside(ProtoReader in, int field) {
        return in.has(field) ? in.message(in.values(field).get(0)) : new ProtoReader(new byte[0]);
    }

    private static String text(ProtoReader in, int field) {
        return in.has(field)
                ? StandardCharsets.UTF_8.decode(in.bytes(in.values(field).get(0))).toString()
                : "";
    }

    private static Code statusCode(ReturnCode code) {
        return switch (code) {
            case CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_PIN_EXPIRED -> Code.UNAUTHENTICATED;
            case CKR_USER_NOT_LOGGED_IN,
                    CKR_FUNCTION_REJECTED,
                    CKR_ACTION_PROHIBITED,
                    CKR_ATTRIBUTE_SENSITIVE,
                    CKR_ATTRIBUTE_READ_ONLY,
                    CKR_KEY_FUNCTION_NOT_PERMITTED,
                    CKR_KEY_UNEXTRACTABLE,
                    CKR_SESSION_READ_ONLY,
                    CKR_TOKEN_WRITE_PROTECTED ->
                    Code.PERMISSION_DENIED;
            case CKR_SESSION_COUNT, CKR_HOST_MEMORY, CKR_DEVICE_MEMORY -> Code.RESOURCE_EXHAUSTED;
            case CKR_SLOT_ID_INVALID,
                    CKR_TOKEN_NOT_PRESENT,
                    CKR_SESSION_HANDLE_INVALID,
                    CKR_OBJECT_HANDLE_INVALID,
                    CKR_KEY_HANDLE_INVALID,
                    CKR_WRAPPING_KEY_HANDLE_INVALID,
                    CKR_UNWRAPPING_KEY_HANDLE_INVALID ->
                    Code.NOT_FOUND;
            case CKR_USER_ALREADY_LOGGED_IN, CKR_CRYPTOKI_ALREADY_INITIALIZED ->
                    Code.ALREADY_EXISTS;
            case CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
                    CKR_USER_PIN_NOT_INITIALIZED,
                    CKR_OPERATION_ACTIVE,
                    CKR_OPERATION_NOT_INITIALIZED,
                    CKR_SESSION_EXISTS,
                    CKR_CRYPTOKI_NOT_INITIALIZED ->
                    Code.FAILED_PRECONDITION;
            case CKR_FUNCTION_NOT_SUPPORTED -> Code.UNIMPLEMENTED;
            case CKR_FUNCTION_CANCELED -> Code.CANCELLED;
            case CKR_GENERAL_ERROR, CKR_FUNCTION_FAILED, CKR_DEVICE_ERROR -> Code.INTERNAL;
            case CKR_DEVICE_REMOVED -> Code.UNAVAILABLE;
            default -> Code.INVALID_ARGUMENT;
        };
    }
}
