package io.craton.hsm.wire.value;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeRequest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The template of {@code C_GetAttributeValue}: of each entry its type and how much room there is;
 * back come its length and its value.
 */
final class AttributeRequestsCodec implements ValueCodec {
    private static final ValueCodec BUFFER = new NullableCodec(new BufferCodec());

    @Override
    public String words() {
        return "[(ulong, room?)]";
    }

    @Override
    public Shape shape() {
        return new Shape.Several(
                Shape.Group.of(
                        "AttributeRoom",
                        new Shape.Field("type", Shape.Scalar.ULONG),
                        new Shape.Field("room", BUFFER.shape())));
    }

    @Override
    public Shape shapeBack() {
        return new Shape.Nullable(
                new Shape.Rest(
                        Shape.Group.of(
                                "AttributeAnswer",
                                new Shape.Field("length", Shape.Scalar.ULONG),
                                new Shape.Field("value", BUFFER.shapeBack()))));
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        List<AttributeRequest> requests = requests(value);
        out.count(requests);
        for (AttributeRequest request : requests) {
            out.ulong(request.type());
            BUFFER.write(request.value(), out, handles);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        int count = in.count();
        if (count > Limits.ATTRIBUTES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "more than " + Limits.ATTRIBUTES + " attributes");
        }
        List<AttributeRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new AttributeRequest(in.ulong(), buffer(in, handles)));
        }
        return requests;
    }

    /** No value is longer. */
    private static @Nullable ByteBuffer buffer(WireReader in, Handles handles) {
        Room room = (Room) BUFFER.read(in, handles);
        return room == null
                ? null
                : ByteBuffer.allocate((int) Math.min(room.bytes(), Limits.ATTRIBUTE_BYTES));
    }

    @Override
    public boolean comesBack() {
        return true;
    }

    @Override
    public void writeBack(@Nullable Object argument, WireWriter out) {
        boolean answered = argument != null;
        out.present(answered);
        if (answered) {
            requests(argument).forEach(request -> writeBack(request, out));
        }
    }

    private static void writeBack(AttributeRequest request, WireWriter out) {
        out.ulong(request.length());
        new BufferCodec().writeBack(request.value(), out);
    }

    @Override
    public void readBack(@Nullable Object argument, WireReader in) {
        if (!in.present()) {
            return;
        }
        if (argument == null) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "attributes came that nobody asked for");
        }
        for (AttributeRequest request : requests(argument)) {
            request.length(in.ulong());
            new BufferCodec().readBack(request.value(), in);
        }
    }

    private static List<AttributeRequest> requests(@Nullable Object argument) {
        List<AttributeRequest> requests = new ArrayList<>();
        for (Object one : (Collection<?>) Objects.requireNonNull(argument)) {
            requests.add(Arguments.notNull((AttributeRequest) one, "one of the attributes"));
        }
        return requests;
    }
}
