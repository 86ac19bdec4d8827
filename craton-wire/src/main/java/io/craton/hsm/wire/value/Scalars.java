package io.craton.hsm.wire.value;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The values that are a number or two. */
final class Scalars {
    private static final Kind FORM = new Kind("form", formShape());
    private static final Kind TIME = new Kind("time", timeShape());
    private static final Kind DURATION = new Kind("duration", timeShape());
    private static final Kind ULONG = new Kind("ulong", Shape.Scalar.ULONG);
    private static final Kind BOOL = new Kind("bool", Shape.Scalar.BOOL);
    private static final Kind OBJECT = new Kind("object", Shape.Scalar.ULONG);
    private static final Kind TYPE = new Kind("attribute type", Shape.Scalar.ULONG);

    /** Those that cannot be null. */
    static final Map<Class<?>, ValueCodec> PRIMITIVES =
            Map.of(
                    long.class,
                    scalar(ULONG, Long.class, Scalars::writeLong, WireReader::ulong),
                    int.class,
                    scalar(ULONG, Integer.class, Scalars::writeInt, WireReader::integer),
                    boolean.class,
                    scalar(BOOL, Boolean.class, Scalars::writeBoolean, WireReader::bool));

    /** Those that can. */
    static final Map<Class<?>, ValueCodec> REFERENCES =
            Map.of(
                    ObjectHandle.class,
                    scalar(OBJECT, ObjectHandle.class, Scalars::writeObject, Scalars::object),
                    AttributeType.class,
                    scalar(TYPE, AttributeType.class, Scalars::writeType, Scalars::attributeType),
                    AttributeCodec.class,
                    scalar(FORM, AttributeCodec.class, Scalars::writeForm, Scalars::form),
                    Instant.class,
                    scalar(TIME, Instant.class, Scalars::writeTime, Scalars::time),
                    Duration.class,
                    scalar(DURATION, Duration.class, Scalars::writeDuration, Scalars::duration));

    /**
     * What is written.
     *
     * @param words in a word or two
     * @param shape as data
     */
    private record Kind(String words, Shape shape) {}

    private Scalars() {}

    private static Shape formShape() {
        return Shape.Group.of(
                "NumberForm",
                new Shape.Field("ulongSize", Shape.Scalar.OCTET),
                new Shape.Field("littleEndian", Shape.Scalar.BOOL));
    }

    private static Shape timeShape() {
        return Shape.Group.of(
                "Time",
                new Shape.Field("seconds", Shape.Scalar.ULONG),
                new Shape.Field("nanos", Shape.Scalar.ULONG));
    }

    private static <T> ValueCodec scalar(
            Kind kind,
            Class<T> type,
            BiConsumer<T, WireWriter> writer,
            Function<WireReader, T> reader) {
        return new ScalarCodec<>(kind.words(), kind.shape(), type, writer, reader);
    }

    private static void writeLong(Long value, WireWriter out) {
        out.ulong(value);
    }

    private static void writeInt(Integer value, WireWriter out) {
        out.ulong(value);
    }

    private static void writeBoolean(Boolean value, WireWriter out) {
        out.bool(value);
    }

    private static void writeObject(ObjectHandle value, WireWriter out) {
        out.handle(value.value());
    }

    private static ObjectHandle object(WireReader in) {
        return new ObjectHandle(in.handle());
    }

    private static void writeType(AttributeType<?> value, WireWriter out) {
        out.ulong(value.code());
    }

    private static AttributeType<?> attributeType(WireReader in) {
        long code = in.ulong();
        return AttributeType.of(code).orElseThrow(() -> unknown(code));
    }

    private static HsmException unknown(long code) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID,
                "there is no attribute with the number 0x" + Long.toHexString(code));
    }

    private static void writeForm(AttributeCodec value, WireWriter out) {
        out.octet(value.ulongSize()).bool(value.order() == ByteOrder.LITTLE_ENDIAN);
    }

    private static AttributeCodec form(WireReader in) {
        int size = in.octet();
        ByteOrder order = in.bool() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return new WireForm(order, size).attributes();
    }

    private static void writeTime(Instant value, WireWriter out) {
        out.ulong(value.getEpochSecond()).ulong(value.getNano());
    }

    private static Instant time(WireReader in) {
        try {
            return Instant.ofEpochSecond(in.ulong(), in.integer());
        } catch (DateTimeException | ArithmeticException e) {
            throw noTime(e);
        }
    }

    private static void writeDuration(Duration value, WireWriter out) {
        out.ulong(value.getSeconds()).ulong(value.getNano());
    }

    private static Duration duration(WireReader in) {
        try {
            return Duration.ofSeconds(in.ulong(), in.integer());
        } catch (ArithmeticException e) {
            throw noTime(e);
        }
    }

    private static HsmException noTime(RuntimeException cause) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "the message has a time that there is not", cause);
    }
}
