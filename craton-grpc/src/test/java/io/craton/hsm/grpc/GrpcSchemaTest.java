package io.craton.hsm.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.wire.WireFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The schema against the table of functions, the file for {@code protoc}, and what was released.
 */
@Tag("page")
class GrpcSchemaTest {
    private static final String FILE =
            "craton-grpc/src/main/resources/io/craton/hsm/grpc/craton_hsm.proto";

    private static final String RELEASED =
            "craton-grpc/src/test/resources/io/craton/hsm/grpc/released-schema.txt";

    @Test
    void schema_hasACallForEachFunction() {
        for (WireFunction function : WireFunction.values()) {
            String name = GrpcFunction.of(function).name();
            assertThat(service()).as(name).anyMatch(method -> method.getName().equals(name));
        }
    }

    private static List<MethodDescriptor> service() {
        return GrpcSchema.descriptor().getServices().get(0).getMethods();
    }

    /** All but HealthCheck, in whose place grpc.health.v1 is. */
    @Test
    void callsOfTheFirstVersion_keepTheirNames() {
        assertThat(service())
                .extracting(MethodDescriptor::getName)
                .contains(
                        "OpenSession",
                        "CloseSession",
                        "Login",
                        "Logout",
                        "GetTokenInfo",
                        "InitToken",
                        "InitPIN",
                        "SetPIN",
                        "GenerateKey",
                        "GenerateKeyPair",
                        "DestroyObject",
                        "CopyObject",
                        "FindObjects",
                        "GetAttributeValue",
                        "WrapKey",
                        "UnwrapKey",
                        "DeriveKey",
                        "Sign",
                        "Verify",
                        "Encrypt",
                        "Decrypt",
                        "Digest",
                        "GenerateRandom");
    }

    @Test
    void fileForProtoc_isTheSchema() {
        Page.of(FILE).is(SchemaText.of(GrpcSchema.descriptor()));
    }

    /** What was released once stays: lines come to that file, and none goes. */
    @Test
    void namesAndNumbersThatWereReleased_stay() {
        List<String> released = Page.of(RELEASED).text().lines().toList();
        List<String> facts = facts();
        assertThat(facts).containsAll(released);
        Page.of(RELEASED).is(String.join("\n", facts) + "\n");
    }

    private static List<String> facts() {
        TreeSet<String> facts = new TreeSet<>();
        for (MethodDescriptor method : service()) {
            String streams =
                    (method.isClientStreaming() ? " stream" : "")
                            + (method.isServerStreaming() ? " returns stream" : "");
            facts.add("rpc " + method.getName() + streams);
        }
        for (Descriptor message : GrpcSchema.descriptor().getMessageTypes()) {
            message.getFields().forEach(field -> facts.add(fact(field)));
        }
        return new ArrayList<>(facts);
    }

    private static String fact(FieldDescriptor field) {
        String type =
                field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        ? field.getMessageType().getName()
                        : field.getType().name();
        return field.getContainingType().getName()
                + "."
                + field.getName()
                + " = "
                + field.getNumber()
                + " "
                + type
                + (field.isRepeated() ? " repeated" : "");
    }
}
