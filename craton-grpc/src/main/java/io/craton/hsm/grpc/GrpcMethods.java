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

    static {
        GrpcFunction.all().forEach(function -> ALL.put(function, make(function)));
    }

    private GrpcMethods() {}

    /** The service with all of its calls, and with what reflection says of it. */
    public static ServiceDescriptor service() {
        ServiceDescriptor.Builder service =
                ServiceDescriptor.newBuilder(GrpcSchema.SERVICE).setSchemaDescriptor(new Schema());
        ALL.values().forEach(service::addMethod);
        return service.build();
    }

    /** The call that a function is. */
    public static MethodDescriptor<byte[], byte[]> of(GrpcFunction function) {
        return Objects.requireNonNull(ALL.get(function));
    }

    private static MethodDescriptor<byte[], byte[]> make(GrpcFunction function) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(function.hasPieces() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
                .setFullMethodName(
                        MethodDescriptor.generateFullMethodName(
                                GrpcSchema.SERVICE, function.name()))
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
