package io.craton.hsm.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Choice;
import io.craton.hsm.wire.value.Shape.Group;
import io.craton.hsm.wire.value.Shape.Nothing;
import io.craton.hsm.wire.value.Shape.Rest;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.Shape.Several;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema of the service, made of the wire's rows: what {@code craton_hsm.proto} says, what
 * reflection answers.
 */
public final class GrpcSchema {
    /** The package of the schema. */
    public static final String PACKAGE = "craton_hsm";

    /** The name of the service, with its package. */
    public static final String SERVICE = PACKAGE + ".HsmService";

    /** The file that the schema is. */
    public static final String FILE = "craton_hsm.proto";

    /** The piece of a long result, beside what the last message has. */
    static final int PIECE = 15;

    static final int ATTRIBUTE_TYPE = 1;
    static final int ATTRIBUTE_VALUE = 2;

    private static final FileDescriptor FILE_DESCRIPTOR = new GrpcSchema().build();

    private final FileDescriptorProto.Builder file =
            FileDescriptorProto.newBuilder().setName(FILE).setPackage(PACKAGE).setSyntax("proto3");

    private final Map<String, DescriptorProto> shared = new LinkedHashMap<>();

    private GrpcSchema() {}

    /** The schema. */
    public static FileDescriptor descriptor() {
        return FILE_DESCRIPTOR;
    }

    private FileDescriptor build() {
        ServiceDescriptorProto.Builder service =
                ServiceDescriptorProto.newBuilder().setName("HsmService");
        share(
                message(
                        "Attribute",
                        List.of(
                                new ProtoField(ATTRIBUTE_TYPE, "type", Scalar.ULONG),
                                new ProtoField(ATTRIBUTE_VALUE, "value", Scalar.BYTES))));
        for (GrpcFunction function : GrpcFunction.all()) {
            DescriptorProto request = message(function.name() + "Request", function.request());
            DescriptorProto.Builder response =
                    message(function.name() + "Response", function.response()).toBuilder();
            if (function.hasPieces()) {
                ProtoField piece = new ProtoField(PIECE, "piece", Scalar.BYTES);
                addField(response, piece);
            }
            file.addMessageType(request).addMessageType(response);
            service.addMethod(
                    call(function.name(), function).setServerStreaming(function.hasPieces()));
        }
        for (GrpcStream stream : GrpcStream.values()) {
            MethodDescriptorProto.Builder call = call(stream.callName(), stream.atOnce());
            call.setClientStreaming(true).setServerStreaming(stream.answersPieces());
            service.addMethod(call);
        }
        file.addAllMessageType(shared.values()).addService(service);
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("the rows of the wire make no schema", e);
        }
    }

    /** A call with the messages of a function. */
    private static MethodDescriptorProto.Builder call(String name, GrpcFunction function) {
        return MethodDescriptorProto.newBuilder()
                .setName(name)
                .setInputType(typeName(function.name() + "Request"))
                .setOutputType(typeName(function.name() + "Response"));
    }

    private DescriptorProto message(String name, List<ProtoField> fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        fields.forEach(field -> addField(message, field));
        return message.build();
    }

    private void addField(DescriptorProto.Builder message, ProtoField field) {
        if (field.present() instanceof Nothing) {
            return;
        }
        FieldDescriptorProto.Builder made = field(field);
        if (field.isOptional()) {
            made.setProto3Optional(true).setOneofIndex(message.getOneofDeclCount());
            message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.name()));
        }
        message.addField(made);
    }

    private FieldDescriptorProto.Builder field(ProtoField field) {
        FieldDescriptorProto.Label label =
                field.isRepeated()
                        ? FieldDescriptorProto.Label.LABEL_REPEATED
                        : FieldDescriptorProto.Label.LABEL_OPTIONAL;
        FieldDescriptorProto.Builder made =
                FieldDescriptorProto.newBuilder()
                        .setName(field.name())
                        .setNumber(field.number())
                        .setLabel(label);
        Shape each = each(field.present());
        if (each instanceof Scalar scalar && scalar != Scalar.TEMPLATE) {
            return made.setType(type(scalar));
        }
        return made.setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(typeName(message(each)));
    }

    private static Shape each(Shape present) {
        if (present instanceof Several several) {
            return ProtoField.present(several.element());
        }
        return present instanceof Rest rest ? ProtoField.present(rest.element()) : present;
    }

    private static FieldDescriptorProto.Type type(Scalar scalar) {
        return switch (scalar) {
            case ULONG, USER_TYPE -> FieldDescriptorProto.Type.TYPE_UINT64;
            case OCTET -> FieldDescriptorProto.Type.TYPE_UINT32;
            case BOOL, SESSION_MODE -> FieldDescriptorProto.Type.TYPE_BOOL;
            case TEXT -> FieldDescriptorProto.Type.TYPE_STRING;
            case BYTES, TEMPLATE -> FieldDescriptorProto.Type.TYPE_BYTES;
        };
    }

    /** The name of the message that a value is, which is added to the schema. */
    private String message(Shape shape) {
        if (shape instanceof Group group) {
            share(message(group.name(), ProtoField.of(group.fields())));
            return group.name();
        }
        if (shape instanceof Choice choice) {
            share(choice(choice));
            return choice.name();
        }
        return "Attribute";
    }

    private DescriptorProto choice(Choice choice) {
        DescriptorProto.Builder message =
                DescriptorProto.newBuilder()
                        .setName(choice.name())
                        .addOneofDecl(OneofDescriptorProto.newBuilder().setName("kind"));
        for (ProtoField kind : ProtoField.of(choice.kinds())) {
            message.addField(field(kind).setOneofIndex(0));
        }
        return message.build();
    }

    private void share(DescriptorProto message) {
        DescriptorProto before = shared.putIfAbsent(message.getName(), message);
        if (before != null && !before.equals(message)) {
            throw new IllegalStateException(message.getName() + " is two messages");
        }
    }

    private static String typeName(String message) {
        return "." + PACKAGE + "." + message;
    }
}
