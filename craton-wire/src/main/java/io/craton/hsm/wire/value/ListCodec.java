package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several values of one type: their number, and each. */
final class ListCodec implements ValueCodec {
    private final ValueCodec element;
    private final Function<List<@Nullable Object>, Object> collected;

    /**
     * @param collected makes of the elements what the Java type is
     */
    ListCodec(ValueCodec element, Function<List<@Nullable Object>, Object> collected) {
        this.element = element;
        this.collected = collected;
    }

    @Override
    public String words() {
        return "[" + element.words() + "]";
    }

    @Override
    public Shape shape() {
        return new Shape.Several(element.shape());
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        Collection<?> values =
                value instanceof Object[] array
                        ? Arrays.asList(array)
                        : (Collection<?>) Objects.requireNonNull(value);
        out.count(values);
        for (Object one : values) {
            element.write(one, out, handles);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return collected.apply(Values.read(Collections.nCopies(in.count(), element), in, handles));
    }
}
