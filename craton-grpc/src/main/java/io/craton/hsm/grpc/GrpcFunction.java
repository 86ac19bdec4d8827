package io.craton.hsm.grpc;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.WireDoor;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Group;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.ValueCodec;
import java.io.OutputStream;
import java.lang.reflect.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A function of the wire as a call of the service: its name, and the messages that stand for its
 * arguments and its result. A message of the one form is turned into one of the other without
 * looking at what it means: what that is the wire's rows say, here and there alike.
 */
public final class GrpcFunction {
    /** The form of the messages that are turned into protobuf and back. */
    public static final WireForm FORM = new WireForm(ByteOrder.LITTLE_ENDIAN, Long.BYTES);

    /** Names that the first version of the service had for what has another name here. */
    private static final Map<WireFunction, String> NAMES =
            Map.of(
                    WireFunction.LOGIN_OF_SESSION, "Login",
                    WireFunction.INIT_PIN, "InitPIN",
                    WireFunction.SET_PIN, "SetPIN",
                    WireFunction.VERIFY_PIN, "VerifyPIN",
                    WireFunction.FIND_ALL_OBJECTS, "FindObjects",
                    WireFunction.GET_ATTRIBUTES, "GetAttributeValue");

    private static final Map<WireFunction, GrpcFunction> ALL = new EnumMap<>(WireFunction.class);

    static {
        for (WireFunction function : WireFunction.values()) {
            ALL.put(function, new GrpcFunction(function));
        }
    }

    private final WireFunction function;
    private final String name;
    private final List<ProtoField> request;
    private final List<ProtoField> response;
    private final boolean isInline;
    private final boolean hasPieces;

    private GrpcFunction(WireFunction function) {
        this.function = function;
        this.name = name(function);
        this.request = request(function);
        this.isInline = isInline(function);
        this.response = response(function, isInline);
        this.hasPieces =
                Arrays.asList(function.method().getParameterTypes()).contains(OutputStream.class);
    }

    /** That of a function. */
    public static GrpcFunction of(WireFunction function) {
        return Objects.requireNonNull(ALL.get(function));
    }

    /** Finds one by its name in the service. */
    public static Optional<GrpcFunction> of(String name) {
        return ALL.values().stream().filter(one -> one.name.equals(name)).findFirst();
    }

    /** All of them, in the order of the rows. */
    public static List<GrpcFunction> all() {
        return List.copyOf(ALL.values());
    }

    /**
     * That of the standard, with {@code C_}, for the functions that are called one by one; without
     * it what is done at once.
     */
    private static String name(WireFunction function) {
        String known = NAMES.get(function);
        if (known != null) {
            return known;
        }
        StringBuilder name = new StringBuilder();
        for (String word : function.name().replace("_AT_ONCE", "").split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return function.owner() == SessionFunctions.class ? "C_" + name : name.toString();
    }

    private static List<ProtoField> request(WireFunction function) {
        List<ProtoField> fields = new ArrayList<>();
        Class<?> owner = function.owner();
        if (owner != Hsm.class && owner != WireDoor.class) {
            fields.add(new ProtoField(1, receiver(owner), Scalar.ULONG));
        }
        Parameter[] parameters = function.method().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Shape shape = function.arguments().get(i).shape();
            int number = fields.size() + 1;
            String called =
                    ProtoField.present(shape) == Scalar.SESSION_MODE
                            ? "read_write"
                            : ProtoField.inSchema(parameters[i].getName());
            fields.add(new ProtoField(number, called, shape));
        }
        return fields;
    }

    private static String receiver(Class<?> owner) {
        if (owner == Slot.class) {
            return "slot_id";
        }
        boolean session = owner == Session.class || owner == SessionFunctions.class;
        return session ? "session_handle" : "operation";
    }

    /** A record that is all there is to say is the message itself. */
    private static boolean isInline(WireFunction function) {
        boolean comesBack = function.arguments().stream().anyMatch(ValueCodec::comesBack);
        return !comesBack && ProtoField.present(function.result().shape()) instanceof Group;
    }

    private static List<ProtoField> response(WireFunction function, boolean inline) {
        Shape result = function.result().shape();
        if (inline) {
            return ProtoField.of(((Group) ProtoField.present(result)).fields());
        }
        List<ProtoField> fields = new ArrayList<>();
        fields.add(new ProtoField(1, result(function), result));
        Parameter[] parameters = function.method().getParameters();
        for (int i = 0; i < parameters.length; i++) {
            ValueCodec codec = function.arguments().get(i);
            if (codec.comesBack()) {
                String called = ProtoField.inSchema(parameters[i].getName());
                fields.add(new ProtoField(fields.size() + 1, called, codec.shapeBack()));
            }
        }
        return fields;
    }

    private static String result(WireFunction function) {
        Class<?> type = function.method().getReturnType();
        if (type == Session.class) {
            return "session_handle";
        }
        return type == Slot.class ? "slot_id" : "value";
    }

    /** The row of the wire. */
    public WireFunction function() {
        return function;
    }

    /** Its name in the service. */
    public String name() {
        return name;
    }

    /** Whether several messages come, which have a piece of the result each, but the last. */
    public boolean hasPieces() {
        return hasPieces;
    }

    List<ProtoField> request() {
        return request;
    }

    List<ProtoField> response() {
        return response;
    }

    /**
     * Writes the call that a request is, as it stands on the wire.
     *
     * @param request a message of the service
     * @param out in {@link #FORM}
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    public void writeCall(byte[] request, WireWriter out) {
        out.ulong(function.number());
        new ToWire(out).write(this.request, new ProtoReader(request));
    }

    /**
     * The request that a call is.
     *
     * @param call a call of this function in {@link #FORM}, from behind the function's number
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if null stands where a message
     *     cannot have it
     */
    public byte[] request(WireReader call) {
        return message(call, request);
    }

    private static byte[] message(WireReader in, List<ProtoField> fields) {
        try (ProtoWriter out = new ProtoWriter()) {
            new ToProto(in).write(fields, out);
            return out.toBytes();
        }
    }

    /**
     * The response that the result of a call is.
     *
     * @param result what stands on the wire behind the return code
     */
    public byte[] response(WireReader result) {
        if (isInline && isNullable() && !result.present()) {
            throw new IllegalStateException(name + " has given nothing");
        }
        return message(result, response);
    }

    /** A message with a piece of a long result and nothing else; the last message has the rest. */
    public byte[] piece(byte[] piece) {
        try (ProtoWriter out = new ProtoWriter()) {
            out.bytes(GrpcSchema.PIECE, piece, piece.length);
            return out.toBytes();
        }
    }

    /** The piece that a message has; empty if it is the last one. */
    public Optional<byte[]> pieceOf(byte[] response) {
        ProtoReader in = new ProtoReader(response);
        if (!hasPieces || !in.has(GrpcSchema.PIECE)) {
            return Optional.empty();
        }
        ByteBuffer bytes = in.bytes(in.values(GrpcSchema.PIECE).get(0));
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        return Optional.of(piece);
    }

    private boolean isNullable() {
        return function.result().shape() instanceof Shape.Nullable;
    }

    /**
     * Writes the result that a response is, as it stands on the wire behind the return code.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    public void writeResult(byte[] response, WireWriter out) {
        if (isInline && isNullable()) {
            out.present(true);
        }
        new ToWire(out).write(this.response, new ProtoReader(response));
    }
}
