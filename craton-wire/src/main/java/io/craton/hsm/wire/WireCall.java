package io.craton.hsm.wire;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import io.craton.hsm.wire.value.ValueCodec;
import io.craton.hsm.wire.value.ValueCodecs;
import io.craton.hsm.wire.value.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call as a message: the number of its function, the number of what it is called on (nothing for
 * the module), and the arguments.
 *
 * @param function what is called
 * @param receiver what it is called on; null for the module and the connection
 * @param arguments the arguments; the buffer of a result is a {@link io.craton.hsm.wire.value.Room}
 */
public record WireCall(
        WireFunction function, @Nullable Object receiver, List<@Nullable Object> arguments) {
    /** Keeps a list of its own. */
    public WireCall {
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments));
    }

    /**
     * Writes a call.
     *
     * @param receiver what the method is called on; not looked at for the module
     */
    public static void write(
            WireFunction function,
            Object receiver,
            @Nullable Object[] arguments,
            WireWriter out,
            Handles handles) {
        out.ulong(function.number());
        if (hasReceiver(function)) {
            receiver(function).write(receiver, out, handles);
        }
        List<ValueCodec> codecs = function.arguments();
        for (int i = 0; i < codecs.size(); i++) {
            codecs.get(i).write(arguments[i], out, handles);
        }
    }

    private static boolean hasReceiver(WireFunction function) {
        return function.owner() != Hsm.class && function.owner() != WireDoor.class;
    }

    /**
     * The function that a message calls: its first number.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it has none, {@code
     *     CKR_FUNCTION_NOT_SUPPORTED} if there is no such function
     */
    public static WireFunction function(WireReader in) {
        long number = in.ulong();
        if (number == (int) number) {
            return WireFunction.of((int) number).orElseThrow(() -> unknown(number));
        }
        throw unknown(number);
    }

    private static HsmException unknown(long number) {
        return new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                "there is no function with the number " + number);
    }

    /** Reads a message. */
    public static WireCall read(byte[] message, WireForm form, Handles handles) {
        WireReader in = new WireReader(message, form);
        return read(function(in), in, handles);
    }

    /**
     * Reads a call whose function has been read.
     *
     * @throws HsmException with what is wrong with an argument
     */
    public static WireCall read(WireFunction function, WireReader in, Handles handles) {
        Object receiver = hasReceiver(function) ? receiver(function, in, handles) : null;
        return new WireCall(function, receiver, arguments(function.arguments(), in, handles));
    }

    /** Reads arguments to the end of the message; if one cannot be read, those before are wiped. */
    static List<@Nullable Object> arguments(
            List<ValueCodec> codecs, WireReader in, Handles handles) {
        List<@Nullable Object> arguments = Values.read(codecs, in, handles);
        try {
            in.end();
        } catch (HsmException e) {
            Values.wipe(arguments);
            throw e;
        }
        return arguments;
    }

    /**
     * Finds what a call is made on that is refused whatever its arguments are.
     *
     * @param in a message whose function has been read
     */
    public static void findReceiver(WireFunction function, WireReader in, Handles handles) {
        if (hasReceiver(function)) {
            receiver(function).read(in, handles);
        }
    }

    private static Object receiver(WireFunction function, WireReader in, Handles handles) {
        Object found = Objects.requireNonNull(receiver(function).read(in, handles));
        return found instanceof Session session && function.owner() == SessionFunctions.class
                ? session.functions()
                : found;
    }

    /** Of a function of the standard it is the session that travels. */
    private static ValueCodec receiver(WireFunction function) {
        Class<?> owner = function.owner();
        return ValueCodecs.staying(owner == SessionFunctions.class ? Session.class : owner);
    }

    /** Overwrites the PINs and the other bytes in the arguments, after the call. */
    public void wipe() {
        Values.wipe(arguments);
    }
}
