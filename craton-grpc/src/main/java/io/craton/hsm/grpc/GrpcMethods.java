package io.craton.hsm.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The calls of the service as gRPC knows them; their messages stay bytes. */
public final class GrpcMethods {
    /**
     * The application that a call is of, in hexadecimal digits, as {@code Initialize} gave it. A
     * call without it is of the one that the connection has.
     */
    public static final Metadata.Key<String> APPLICATION =
            Metadata.Key.of("craton-hsm-application", Metadata.ASCII_STRING_MARSHALLER);

    private static final Map<GrpcFunction, MethodDescriptor<byte[], byte[]>> ALL =
            new LinkedHashMap<>();

    private static final Map<GrpcStream, MethodDescriptor<byte[], byte[]>> STREAMS =
            new EnumMap<>(GrpcStream.class);

    static {
        for (GrpcFunction function : GrpcFunction.all()) {
            MethodType type = function.hasPieces() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
            ALL.put(function, make(function.name(), type));
        }
        for (GrpcStream stream : GrpcStream.values()) {
            MethodType type =
                    stream.answersPieces()
                            ? MethodType.BIDI_STREAMING
                            : MethodType.CLIENT_STREAMING;
            STREAMS.put(stream, make(stream.callName(), type));
        }
    }

    private GrpcMethods() {}

    /** The service with all of its calls, and with what reflection says of it. */
    public static ServiceDescriptor service() {
        ServiceDescriptor.Builder service =
                ServiceDescriptor.newBuilder(GrpcSchema.SERVICE).setSchemaDescriptor(new Schema());
        ALL.values().forEach(service::addMethod);
        STREAMS.values().forEach(service::addMethod);
        return service.build();
    }

    /** The call that a function is. */
    public static MethodDescriptor<byte[], byte[]> of(GrpcFunction function) {
        return Objects.requireNonNull(ALL.get(function));
    }

    /** The call that a stream is. */
    public static MethodDescriptor<byte[], byte[]> of(GrpcStream stream) {
        return Objects.requireNonNull(STREAMS.get(stream));
    }

    private static MethodDescriptor<byte[], byte[]> make(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(
                        MethodDescriptor.generateFullMethodName(GrpcSchema.SERVICE, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .setSampledToLocalTracing(false)
                .build();
    }

    private static final class Schema implements ProtoServiceDescriptorSupplier {
        @Override
        public FileDescriptor getFileDescriptor() {
            return GrpcSchema.descriptor();
        }

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return GrpcSchema.descriptor().getServices().get(0);
        }
    }

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try (message) {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("a message cannot be read", e);
            }
        }
    }
}
