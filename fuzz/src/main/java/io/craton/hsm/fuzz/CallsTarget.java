package io.craton.hsm.fuzz;

import io.craton.hsm.HsmException;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import java.util.Arrays;

/**
 * The reader of calls. Any message is a call of a function of the table, or is refused with a
 * return code; nothing else happens. The first byte of the input chooses the form of the numbers.
 */
public final class CallsTarget {
    private static final FuzzHandles HANDLES = new FuzzHandles();

    private CallsTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        WireForm form = WireForms.of(input[0]);
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        WireCall call;
        try {
            call = WireCall.read(message, form, HANDLES);
        } catch (HsmException e) {
            return;
        }
        if (call.function() != WireCall.function(new WireReader(message, form))) {
            throw new AssertionError("the call is one of another function: " + call.function());
        }
        if (call.arguments().size() != call.function().arguments().size()) {
            throw new AssertionError("not the arguments of " + call.function());
        }
        call.wipe();
    }
}
