package io.craton.hsm.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each function's messages: from the wire into protobuf and back, and as the schema reads them. */
class GrpcFunctionTest {
    private static final int ROUNDS = 10;
    private final Random random = new Random(21);

    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void call_isTheSameAfterProtobuf(WireFunction row) throws Exception {
        GrpcFunction function = GrpcFunction.of(row);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] call = new SampleMessage(random).of(function.request());
            byte[] request = function.request(new WireReader(call, GrpcFunction.FORM));
            byte[] expected = withNumber(row, call);
            assertThat(withNumber(function, request)).isEqualTo(expected);
            byte[] others = rewritten(request, function.name() + "Request");
            assertThat(withNumber(function, others)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void result_isTheSameAfterProtobuf(WireFunction row) throws Exception {
        GrpcFunction function = GrpcFunction.of(row);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] result = new SampleMessage(random).ofResult(function);
            byte[] response = function.response(new WireReader(result, GrpcFunction.FORM));
            assertThat(result(function, response)).isEqualTo(result);
            byte[] others = rewritten(response, function.name() + "Response");
            assertThat(result(function, others)).isEqualTo(result);
        }
    }

    private static byte[] withNumber(GrpcFunction function, byte[] request) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            function.writeCall(request, out);
            return out.toBytes();
        }
    }

    private static byte[] withNumber(WireFunction function, byte[] call) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            return out.ulong(function.number()).raw(call).toBytes();
        }
    }

    private static byte[] result(GrpcFunction function, byte[] response) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            function.writeResult(response, out);
            return out.toBytes();
        }
    }

    /** As somebody else's library reads and writes it, which knows the schema alone. */
    private static byte[] rewritten(byte[] message, String name) throws Exception {
        Descriptor type = GrpcSchema.descriptor().findMessageTypeByName(name);
        DynamicMessage read = DynamicMessage.parseFrom(type, message);
        assertThat(read.getUnknownFields().asMap()).as(name).isEmpty();
        return read.toByteArray();
    }

    @Test
    void emptyRequestForTheToken_asksForSlot0() {
        GrpcFunction function = GrpcFunction.of(WireFunction.GET_TOKEN_INFO);
        byte[] call = withNumber(function, new byte[0]);
        WireReader in = new WireReader(call, GrpcFunction.FORM);
        assertThat(WireCall.function(in)).isEqualTo(WireFunction.GET_TOKEN_INFO);
        assertThat(in.ulong()).isZero();
        assertThat(in.hasMore()).isFalse();
    }

    @Test
    void nullAmongTheElementsOfAList_isRefused() {
        GrpcFunction function = GrpcFunction.of(WireFunction.END_OBJECTS);
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            out.ulong(7).present(true).ulong(1).present(false);
            WireReader call = new WireReader(out.toBytes(), GrpcFunction.FORM);
            assertThatThrownBy(() -> function.request(call))
                    .isInstanceOfSatisfying(
                            HsmException.class,
                            e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD));
        }
    }

    @ParameterizedTest
    @EnumSource(WireFunction.class)
    void rubbish_isRefusedAsBadArguments(WireFunction row) {
        GrpcFunction function = GrpcFunction.of(row);
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] rubbish = new byte[random.nextInt(40)];
            random.nextBytes(rubbish);
            try {
                withNumber(function, rubbish);
            } catch (HsmException e) {
                assertThat(e.code()).isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD);
            }
        }
    }
}
