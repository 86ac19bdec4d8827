package io.craton.hsm.grpc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.grpc.ProtoReader.Value;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Choice;
import io.craton.hsm.wire.value.Shape.Group;
import io.craton.hsm.wire.value.Shape.Nothing;
import io.craton.hsm.wire.value.Shape.Rest;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.Shape.Several;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the fields of a protobuf message that anybody may have sent into what stands on the wire.
 */
final class ToWire {
    private final WireWriter out;

    ToWire(WireWriter out) {
        this.out = out;
    }

    /** Writes these fields one behind the other. */
    void write(List<ProtoField> fields, ProtoReader in) {
        for (ProtoField field : fields) {
            values(field.shape(), in, valuesOf(field.present(), field.number(), in));
        }
    }

    private static List<Value> valuesOf(Shape present, int number, ProtoReader in) {
        boolean numbers =
                present instanceof Several several
                        && ProtoField.present(several.element()) instanceof Scalar scalar
                        && scalar == Scalar.ULONG;
        return numbers ? in.numbers(number) : in.values(number);
    }

    private void values(Shape shape, ProtoReader in, List<Value> values) {
        if (shape instanceof Shape.Nullable nullable) {
            boolean present = isPresent(nullable.present(), values);
            out.present(present);
            if (present) {
                values(nullable.present(), in, values);
            }
        } else if (shape instanceof Several several) {
            out.count(values);
            values.forEach(value -> values(several.element(), in, List.of(value)));
        } else if (shape instanceof Rest rest) {
            values.forEach(value -> values(rest.element(), in, List.of(value)));
        } else if (shape == Scalar.TEMPLATE) {
            template(in, values);
        } else {
            last(shape, in, values.isEmpty() ? null : values.get(values.size() - 1));
        }
    }

    private static boolean isPresent(Shape present, List<Value> values) {
        return ProtoField.isRepeated(present)
                || ProtoField.isZeroWhenAbsent(present)
                || !values.isEmpty();
    }

    /** Of what is there once the last one counts. */
    private void last(Shape shape, ProtoReader in, @Nullable Value value) {
        if (shape instanceof Scalar scalar) {
            scalar(scalar, in, value);
        } else if (shape instanceof Group group) {
            write(ProtoField.of(group.fields()), inside(in, value));
        } else if (shape instanceof Choice choice) {
            choice(choice, inside(in, value));
        } else if (!(shape instanceof Nothing)) {
            throw new IllegalStateException("no wire for " + shape);
        }
    }

    private static ProtoReader inside(ProtoReader in, @Nullable Value value) {
        return value == null ? new ProtoReader(new byte[0]) : in.message(value);
    }

    private void scalar(Scalar scalar, ProtoReader in, @Nullable Value value) {
        if (scalar == Scalar.BYTES || scalar == Scalar.TEXT) {
            if (value == null) {
                out.bytes(null);
            } else {
                out.remaining(in.bytes(value));
            }
            return;
        }
        long number = value == null ? 0 : ProtoReader.number(value);
        switch (scalar) {
            case SESSION_MODE ->
                    out.ulong(number == 0 ? SessionFlags.READ_ONLY : SessionFlags.READ_WRITE);
            case OCTET -> out.octet(octet(number));
            case BOOL -> out.bool(number != 0);
            default -> out.ulong(number);
        }
    }

    private static int octet(long number) {
        if (number < 0 || number > 255) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the message has a number that is too large for its place");
        }
        return (int) number;
    }

    private void template(ProtoReader in, List<Value> values) {
        try (WireWriter inside = new WireWriter(out.form())) {
            values.forEach(value -> attribute(in.message(value), inside));
            out.remaining(inside.written());
        }
    }

    private static void attribute(ProtoReader attribute, WireWriter out) {
        List<Value> types = attribute.values(GrpcSchema.ATTRIBUTE_TYPE);
        List<Value> values = attribute.values(GrpcSchema.ATTRIBUTE_VALUE);
        long type = types.isEmpty() ? 0 : ProtoReader.number(types.get(types.size() - 1));
        byte[] value = new byte[0];
        if (!values.isEmpty()) {
            ByteBuffer bytes = attribute.bytes(values.get(values.size() - 1));
            value = new byte[bytes.remaining()];
            bytes.get(value);
        }
        out.ulong(type).ulong(value.length).raw(value);
        Arrays.fill(value, (byte) 0);
    }

    private void choice(Choice choice, ProtoReader in) {
        for (ProtoField kind : ProtoField.of(choice.kinds())) {
            if (in.has(kind.number())) {
                out.octet(kind.number());
                values(kind.shape(), in, in.values(kind.number()));
                return;
            }
        }
        if (!choice.hasNull()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the message has a " + choice.name() + " that does not say which kind it is");
        }
        out.octet(0);
    }
}
