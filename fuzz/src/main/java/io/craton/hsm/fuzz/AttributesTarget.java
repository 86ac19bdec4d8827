package io.craton.hsm.fuzz;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;

/**
 * The parser of attributes. Any bytes either are a template, which then has exactly one byte form,
 * or are refused with one of the codes of the parser; nothing else happens. The first byte of the
 * input chooses the form of the platform.
 */
public final class AttributesTarget {
    private static final Set<ReturnCode> REFUSALS =
            Set.of(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID,
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT);

    private AttributesTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the parser breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        AttributeCodec codec =
                AttributeCodec.of(
                        (input[0] & 1) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                        (input[0] & 2) == 0 ? 4 : 8);
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Template template;
        try {
            template = codec.decode(bytes);
        } catch (HsmException e) {
            if (!REFUSALS.contains(e.code())) {
                throw new AssertionError("a parser does not answer " + e.code(), e);
            }
            return;
        }
        Template again = codec.decode(codec.encode(template));
        if (!again.equals(template)) {
            throw new AssertionError(
                    "a template does not come back from its byte form: " + template);
        }
    }
}
