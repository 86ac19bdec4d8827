package io.craton.hsm.fuzz;

import io.craton.hsm.AttributeRequest;
import io.craton.hsm.HsmException;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireReader;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reader of answers, which a daemon that is none may have written. Any message is an answer to
 * the call, or is refused with a return code; nothing is written behind a buffer. The first byte of
 * the input chooses the form of the numbers and whether there are arguments that an answer fills,
 * the second the function.
 */
public final class AnswersTarget {
    private static final FuzzHandles HANDLES = new FuzzHandles();
    private static final WireFunction[] FUNCTIONS = WireFunction.values();

    private AnswersTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        WireFunction function = FUNCTIONS[Byte.toUnsignedInt(input[1]) % FUNCTIONS.length];
        byte[] message = Arrays.copyOfRange(input, 2, input.length);
        WireReader in = new WireReader(message, WireForms.of(input[0]));
        boolean filled = (input[0] & 4) != 0;
        @Nullable Object[] arguments =
                Arrays.stream(function.method().getParameterTypes())
                        .map(type -> filled ? filled(type) : argument(type))
                        .toArray();
        try {
            if (!WireReply.isPiece(in)) {
                WireReply.read(function, arguments, in, HANDLES);
            }
        } catch (HsmException e) {
            return;
        }
    }

    private static @Nullable Object filled(Class<?> type) {
        if (MessageParameters.class.isAssignableFrom(type)) {
            return MessageParameters.Aead.generated(new byte[12], new byte[16]);
        }
        return type == List.class
                ? List.of(
                        new AttributeRequest(3, ByteBuffer.allocate(32)),
                        new AttributeRequest(4, null))
                : argument(type);
    }

    private static @Nullable Object argument(Class<?> type) {
        if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(32);
        }
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
