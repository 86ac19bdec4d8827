package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What there may be none of: as a value that can be null. */
final class OptionalCodec implements ValueCodec {
    private final ValueCodec inside;

    OptionalCodec(ValueCodec inside) {
        this.inside = inside;
    }

    @Override
    public String words() {
        return inside.words();
    }

    @Override
    public Shape shape() {
        return inside.shape();
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        Optional<?> optional = Objects.requireNonNull((Optional<?>) value);
        inside.write(optional.orElse(null), out, handles);
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return Optional.ofNullable(inside.read(in, handles));
    }
}
