package io.craton.hsm.wire.value;

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
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        out.ulong(handles.number(Objects.requireNonNull(value)));
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return handles.object(type, in.ulong());
    }
}
