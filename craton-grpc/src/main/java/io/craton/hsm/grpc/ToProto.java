package io.craton.hsm.grpc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Choice;
import io.craton.hsm.wire.value.Shape.Group;
import io.craton.hsm.wire.value.Shape.Nothing;
import io.craton.hsm.wire.value.Shape.Nullable;
import io.craton.hsm.wire.value.Shape.Rest;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.Shape.Several;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Turns what stands on the wire into fields of a protobuf message. */
final class ToProto {
    private final WireReader in;

    ToProto(WireReader in) {
        this.in = in;
    }

    /** Writes these fields, which stand on the wire in this order. */
    void write(List<ProtoField> fields, ProtoWriter out) {
        for (ProtoField field : fields) {
            value(field.shape(), field.number(), out);
        }
    }

    private void value(Shape shape, int number, ProtoWriter out) {
        if (shape instanceof Scalar scalar) {
            scalar(scalar, number, out);
        } else if (shape instanceof Nullable nullable) {
            nullable(nullable.present(), number, out);
        } else if (shape instanceof Several several) {
            int count = in.count();
            for (int i = 0; i < count; i++) {
                element(several.element(), number, out);
            }
        } else if (shape instanceof Rest rest) {
            while (in.hasMore()) {
                value(rest.element(), number, out);
            }
        } else if (shape instanceof Group group) {
            try (ProtoWriter inside = new ProtoWriter()) {
                write(ProtoField.of(group.fields()), inside);
                out.message(number, inside);
            }
        } else if (shape instanceof Choice choice) {
            choice(choice, number, out);
        } else if (!(shape instanceof Nothing)) {
            throw new IllegalStateException("no protobuf for " + shape);
        }
    }

    private void scalar(Scalar scalar, int number, ProtoWriter out) {
        switch (scalar) {
            case ULONG, USER_TYPE -> out.number(number, in.ulong());
            case SESSION_MODE -> out.number(number, in.ulong() == SessionFlags.READ_WRITE ? 1 : 0);
            case OCTET -> out.number(number, in.octet());
            case BOOL -> out.number(number, in.bool() ? 1 : 0);
            case BYTES, TEXT -> bytes(number, out);
            case TEMPLATE -> template(number, out);
        }
    }

    private void nullable(Shape present, int number, ProtoWriter out) {
        if (in.present()) {
            value(present, number, out);
        } else if (present instanceof Several || ProtoField.isZeroWhenAbsent(present)) {
            throw isNull();
        }
    }

    private static HsmException isNull() {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "an argument, or an element of one, is null that cannot be null on the network");
    }

    /** Null among others would be lost. */
    private void element(Shape element, int number, ProtoWriter out) {
        if (element instanceof Nullable nullable) {
            if (!in.present()) {
                throw isNull();
            }
            value(nullable.present(), number, out);
        } else {
            value(element, number, out);
        }
    }

    private void bytes(int number, ProtoWriter out) {
        byte[] value = in.bytes();
        if (value != null) {
            out.bytes(number, value, value.length);
            Arrays.fill(value, (byte) 0);
        }
    }

    private void template(int number, ProtoWriter out) {
        byte[] template = in.bytes();
        if (template == null) {
            throw isNull();
        }
        ByteBuffer attributes = ByteBuffer.wrap(template).order(in.form().order());
        try {
            while (attributes.hasRemaining()) {
                attribute(attributes, number, out);
            }
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "a template ends in the middle of a value", e);
        } finally {
            Arrays.fill(template, (byte) 0);
        }
    }

    private static void attribute(ByteBuffer attributes, int number, ProtoWriter out) {
        long type = attributes.getLong();
        byte[] value = new byte[Math.min((int) attributes.getLong(), attributes.remaining())];
        attributes.get(value);
        try (ProtoWriter attribute = new ProtoWriter()) {
            attribute.number(GrpcSchema.ATTRIBUTE_TYPE, type);
            attribute.bytes(GrpcSchema.ATTRIBUTE_VALUE, value, value.length);
            out.message(number, attribute);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    private void choice(Choice choice, int number, ProtoWriter out) {
        int kind = in.octet();
        if (kind == 0 && choice.hasNull()) {
            return;
        }
        try (ProtoWriter inside = new ProtoWriter()) {
            value(choice.kinds().get(kind - 1).shape(), kind, inside);
            out.message(number, inside);
        }
    }
}
