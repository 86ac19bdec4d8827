package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/** The result of a function that gives none. */
final class NothingCodec implements ValueCodec {
    @Override
    public String words() {
        return "nothing";
    }

    @Override
    public Shape shape() {
        return Shape.NOTHING;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {}

    @Override
    public @Nullable Object read(WireReader in, Handles handles) {
        return null;
    }
}
