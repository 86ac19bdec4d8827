package io.craton.hsm.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Locale;

/** The schema as a file for {@code protoc}. */
public final class SchemaText {
    private final StringBuilder out = new StringBuilder();

    private SchemaText() {}

    /** The text of {@code craton_hsm.proto}. */
    public static String of(FileDescriptor schema) {
        SchemaText text = new SchemaText();
        text.out.append(
                "// The gRPC service of Craton HSM: docs/grpc.md says what stands behind it.\n");
        text.out.append("// Made of the table of functions; names and numbers stay as they are.\n");
        text.out.append("syntax = \"proto3\";\n\n");
        text.out.append("package ").append(schema.getPackage()).append(";\n");
        schema.getServices().forEach(text::service);
        schema.getMessageTypes().forEach(text::message);
        return text.out.toString();
    }

    private void service(ServiceDescriptor service) {
        out.append("\nservice ").append(service.getName()).append(" {\n");
        for (MethodDescriptor method : service.getMethods()) {
            out.append("  rpc ").append(method.getName()).append('(');
            out.append(method.isClientStreaming() ? "stream " : "");
            out.append(method.getInputType().getName()).append(") returns (");
            out.append(method.isServerStreaming() ? "stream " : "");
            out.append(method.getOutputType().getName()).append(");\n");
        }
        out.append("}\n");
    }

    private void message(Descriptor message) {
        out.append("\nmessage ").append(message.getName()).append(" {\n");
        for (OneofDescriptor choice : message.getRealOneofs()) {
            out.append("  oneof ").append(choice.getName()).append(" {\n");
            choice.getFields().forEach(field -> field(field, "    "));
            out.append("  }\n");
        }
        message.getFields().stream()
                .filter(field -> field.getRealContainingOneof() == null)
                .forEach(field -> field(field, "  "));
        out.append("}\n");
    }

    private void field(FieldDescriptor field, String indent) {
        out.append(indent).append(label(field)).append(type(field)).append(' ');
        out.append(field.getName()).append(" = ").append(field.getNumber()).append(";\n");
    }

    private static String label(FieldDescriptor field) {
        if (field.isRepeated()) {
            return "repeated ";
        }
        return field.toProto().getProto3Optional() ? "optional " : "";
    }

    private static String type(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? field.getMessageType().getName()
                : field.getType().name().toLowerCase(Locale.ROOT);
    }
}
