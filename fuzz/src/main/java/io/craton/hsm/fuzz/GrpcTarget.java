package io.craton.hsm.fuzz;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of the gRPC service. Any bytes are a request or a response of a function, or are
 * refused as bad arguments; what one is on the wire is the same after it has been turned into a
 * message and back once more. The first byte of the input chooses the function, and the second one
 * which of its messages it is.
 */
public final class GrpcTarget {
    private static final List<GrpcFunction> FUNCTIONS = GrpcFunction.all();

    private GrpcTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if a message is another one afterwards
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        GrpcFunction function = FUNCTIONS.get((input[0] & 0xff) % FUNCTIONS.size());
        byte[] message = Arrays.copyOfRange(input, 2, input.length);
        boolean request = input[1] % 2 == 0;
        byte[] wire;
        try {
            wire = wire(function, message, request);
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_ARGUMENTS_BAD) {
                throw new AssertionError("another refusal", e);
            }
            return;
        }
        byte[] again = wire(function, message(function, wire, request), request);
        if (!Arrays.equals(wire, again)) {
            throw new AssertionError("another message of " + function.name());
        }
    }

    private static byte[] wire(GrpcFunction function, byte[] message, boolean request) {
        try (WireWriter out = new WireWriter(GrpcFunction.FORM)) {
            if (request) {
                function.writeCall(message, out);
            } else {
                function.writeResult(message, out);
            }
            return out.toBytes();
        }
    }

    private static byte[] message(GrpcFunction function, byte[] wire, boolean request) {
        WireReader in = new WireReader(wire, GrpcFunction.FORM);
        if (request) {
            in.ulong();
            return function.request(in);
        }
        return function.response(in);
    }
}
