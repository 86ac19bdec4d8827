package io.craton.hsm.grpc;

import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Choice;
import io.craton.hsm.wire.value.Shape.Group;
import io.craton.hsm.wire.value.Shape.Nullable;
import io.craton.hsm.wire.value.Shape.Rest;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.Shape.Several;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What could stand on the wire: values that nobody chose. */
final class SampleMessage {
    private final Random random;
    private final WireWriter out = new WireWriter(GrpcFunction.FORM);

    SampleMessage(Random random) {
        this.random = random;
    }

    byte[] of(List<ProtoField> fields) {
        fields.forEach(field -> value(field.shape()));
        return out.toBytes();
    }

    byte[] ofResult(GrpcFunction function) {
        boolean inline =
                function.function().result().shape() instanceof Nullable whole
                        && whole.present() instanceof Group group
                        && ProtoField.of(group.fields()).equals(function.response());
        if (inline) {
            out.present(true);
        }
        return of(function.response());
    }

    private void value(Shape shape) {
        if (shape instanceof Scalar scalar) {
            scalar(scalar);
        } else if (shape instanceof Nullable nullable) {
            boolean hasNull =
                    !(ProtoField.isRepeated(nullable.present())
                            || ProtoField.isZeroWhenAbsent(nullable.present()));
            boolean present = !hasNull || random.nextBoolean();
            out.present(present);
            if (present) {
                value(nullable.present());
            }
        } else if (shape instanceof Several several) {
            int count = random.nextInt(4);
            out.ulong(count);
            elements(several.element(), count);
        } else if (shape instanceof Rest rest) {
            elements(rest.element(), random.nextInt(4));
        } else if (shape instanceof Group group) {
            group.fields().forEach(field -> value(field.shape()));
        } else if (shape instanceof Choice choice) {
            int kind =
                    random.nextInt(choice.kinds().size())
                            + (choice.hasNull() ? random.nextInt(2) : 1);
            out.octet(kind);
            if (kind > 0) {
                value(choice.kinds().get(kind - 1).shape());
            }
        }
    }

    private void elements(Shape element, int count) {
        for (int i = 0; i < count; i++) {
            if (element instanceof Nullable nullable) {
                out.present(true);
                value(nullable.present());
            } else if (element == Scalar.BYTES || element == Scalar.TEXT) {
                out.text("some text");
            } else {
                value(element);
            }
        }
    }

    private void scalar(Scalar scalar) {
        switch (scalar) {
            case ULONG ->
                    out.ulong(
                            random.nextInt(5) == 0 ? -1 : random.nextLong() >>> random.nextInt(64));
            case USER_TYPE -> out.ulong(random.nextInt(3));
            case SESSION_MODE -> out.ulong(random.nextBoolean() ? 4 : 6);
            case OCTET -> out.octet(random.nextInt(256));
            case BOOL -> out.bool(random.nextBoolean());
            case BYTES -> out.bytes(random.nextInt(4) == 0 ? null : bytes());
            case TEXT ->
                    out.bytes(
                            random.nextInt(4) == 0
                                    ? null
                                    : "ein Wört".getBytes(StandardCharsets.UTF_8));
            case TEMPLATE -> template();
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? 5000 : random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void template() {
        WireWriter inside = new WireWriter(GrpcFunction.FORM);
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            byte[] value = bytes();
            inside.ulong(random.nextInt(2000)).ulong(value.length).raw(value);
        }
        out.bytes(inside.toBytes());
    }
}
