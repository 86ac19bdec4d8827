package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a long result is written to: nothing goes there, and the pieces come by themselves.
 */
final class PiecesCodec implements ValueCodec {
    @Override
    public String words() {
        return "pieces";
    }

    @Override
    public Shape shape() {
        return Shape.NOTHING;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {}

    @Override
    public Object read(WireReader in, Handles handles) {
        return handles.pieces();
    }
}
