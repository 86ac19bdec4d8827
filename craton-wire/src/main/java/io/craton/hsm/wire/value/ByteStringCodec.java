package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What is made into a byte string: texts, PINs in characters, templates. The bytes are wiped. */
final class ByteStringCodec<T> implements ValueCodec {
    /** The codecs, by what they are for. */
    static final Map<Class<?>, ValueCodec> ALL =
            Map.of(
                    String.class,
                    new ByteStringCodec<>(
                            "text",
                            Shape.Scalar.TEXT,
                            String.class,
                            ByteStringCodec::ofText,
                            ByteStringCodec::text),
                    char[].class,
                    new ByteStringCodec<>(
                            "bytes",
                            Shape.Scalar.BYTES,
                            char[].class,
                            (value, form) -> PinBytes.of(value),
                            ByteStringCodec::pin),
                    UUID.class,
                    new ByteStringCodec<>(
                            "text",
                            Shape.Scalar.TEXT,
                            UUID.class,
                            ByteStringCodec::ofUuid,
                            ByteStringCodec::uuid),
                    Template.class,
                    new ByteStringCodec<>(
                            "template",
                            Shape.Scalar.TEMPLATE,
                            Template.class,
                            (value, form) -> form.attributes().encode(value),
                            (bytes, form) -> form.attributes().decode(bytes)));

    private final String words;
    private final Shape shape;
    private final Class<T> type;
    private final BiFunction<T, WireForm, byte[]> encoder;
    private final BiFunction<byte[], WireForm, T> decoder;

    private ByteStringCodec(
            String words,
            Shape shape,
            Class<T> type,
            BiFunction<T, WireForm, byte[]> encoder,
            BiFunction<byte[], WireForm, T> decoder) {
        this.words = words;
        this.shape = shape;
        this.type = type;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    private static byte[] ofText(String value, WireForm form) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes, WireForm form) {
        return WireReader.textOf(bytes);
    }

    private static char[] pin(byte[] bytes, WireForm form) {
        return WireReader.charactersOf(bytes);
    }

    private static byte[] ofUuid(UUID value, WireForm form) {
        return ofText(value.toString(), form);
    }

    private static UUID uuid(byte[] bytes, WireForm form) {
        try {
            return UUID.fromString(text(bytes, form));
        } catch (IllegalArgumentException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "the message has a text that is no UUID", e);
        }
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        if (value == null) {
            out.bytes(null);
            return;
        }
        byte[] bytes = encoder.apply(type.cast(value), out.form());
        try {
            out.bytes(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public @Nullable Object read(WireReader in, Handles handles) {
        byte[] bytes = in.bytes();
        if (bytes == null) {
            return null;
        }
        try {
            return decoder.apply(bytes, in.form());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
