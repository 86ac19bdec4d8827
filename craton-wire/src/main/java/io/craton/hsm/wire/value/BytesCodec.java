package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/** Bytes, PINs among them: written where they lie, and read into an array of their own. */
final class BytesCodec implements ValueCodec {
    @Override
    public String words() {
        return "bytes";
    }

    @Override
    public Shape shape() {
        return Shape.Scalar.BYTES;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        out.bytes((byte[]) value);
    }

    @Override
    public byte @Nullable [] read(WireReader in, Handles handles) {
        return in.bytes();
    }
}
