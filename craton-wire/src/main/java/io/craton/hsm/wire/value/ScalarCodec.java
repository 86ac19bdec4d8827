package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value that is written by itself, and cannot be null. */
final class ScalarCodec<T> implements ValueCodec {
    private final String words;
    private final Shape shape;
    private final Class<T> type;
    private final BiConsumer<T, WireWriter> writer;
    private final Function<WireReader, T> reader;

    ScalarCodec(
            String words,
            Shape shape,
            Class<T> type,
            BiConsumer<T, WireWriter> writer,
            Function<WireReader, T> reader) {
        this.words = words;
        this.shape = shape;
        this.type = type;
        this.writer = writer;
        this.reader = reader;
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
        writer.accept(Objects.requireNonNull(type.cast(value)), out);
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return reader.apply(in);
    }
}
