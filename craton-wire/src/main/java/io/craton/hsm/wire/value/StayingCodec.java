package io.craton.hsm.wire.value;

import io.craton.hsm.Session;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stays where it is: its number. */
final class StayingCodec implements ValueCodec {
    private final Class<?> type;

    StayingCodec(Class<?> type) {
        this.type = type;
    }

    @Override
    public String words() {
        return type.getSimpleName();
    }

    @Override
    public Shape shape() {
        return Shape.Scalar.ULONG;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        long number = handles.number(Objects.requireNonNull(value));
        if (type == Session.class) {
            out.handle(number);
        } else {
            out.ulong(number);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return handles.object(type, type == Session.class ? in.handle() : in.ulong());
    }
}
