package io.craton.hsm.grpc;

import io.craton.hsm.wire.value.Shape;
import io.craton.hsm.wire.value.Shape.Nullable;
import io.craton.hsm.wire.value.Shape.Rest;
import io.craton.hsm.wire.value.Shape.Scalar;
import io.craton.hsm.wire.value.Shape.Several;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A field of a protobuf message, for what stands at a place of the wire.
 *
 * @param number its number, which never changes
 * @param name its name in the schema
 * @param shape what stands on the wire
 */
record ProtoField(int number, String name, Shape shape) {
    /** The fields of a group or the kinds of a choice: numbered from 1 on, in their order. */
    static List<ProtoField> of(List<Shape.Field> fields) {
        List<ProtoField> numbered = new ArrayList<>();
        for (Shape.Field field : fields) {
            numbered.add(
                    new ProtoField(numbered.size() + 1, inSchema(field.name()), field.shape()));
        }
        return numbered;
    }

    /** A name of Java's as one of the schema: {@code wrappedKey} is {@code wrapped_key}. */
    static String inSchema(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** What is there when it is not null. */
    Shape present() {
        return present(shape);
    }

    static Shape present(Shape shape) {
        return shape instanceof Nullable nullable ? nullable.present() : shape;
    }

    /** Several values under one number: null and none are the same. */
    boolean isRepeated() {
        return isRepeated(present());
    }

    static boolean isRepeated(Shape present) {
        return present instanceof Several || present instanceof Rest || present == Scalar.TEMPLATE;
    }

    /** What is null is not sent, and what is 0 or empty is. */
    boolean isOptional() {
        boolean nullable =
                shape instanceof Nullable || shape == Scalar.BYTES || shape == Scalar.TEXT;
        return nullable
                && present() instanceof Scalar
                && !isRepeated()
                && !isZeroWhenAbsent(present());
    }

    /** A program may leave out what is 0, as the first clients of this service do. */
    static boolean isZeroWhenAbsent(Shape present) {
        return present == Scalar.USER_TYPE || present == Scalar.SESSION_MODE;
    }
}
