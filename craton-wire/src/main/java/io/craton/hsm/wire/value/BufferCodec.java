package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of a result: how much room it has goes there ({@link Room}), and what was put into it
 * comes back.
 */
final class BufferCodec implements ValueCodec {
    @Override
    public String words() {
        return "room";
    }

    @Override
    public Shape shape() {
        return Shape.Scalar.ULONG;
    }

    @Override
    public Shape shapeBack() {
        return Shape.Scalar.BYTES;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        out.ulong(Objects.requireNonNull((ByteBuffer) value).remaining());
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        return new Room(Math.max(0, in.ulong()));
    }

    @Override
    public boolean comesBack() {
        return true;
    }

    @Override
    public void writeBack(@Nullable Object argument, WireWriter out) {
        if (argument instanceof ByteBuffer buffer) {
            out.remaining(buffer.duplicate().flip());
        } else {
            out.bytes(null);
        }
    }

    @Override
    public void readBack(@Nullable Object argument, WireReader in) {
        byte[] written = in.bytes();
        if (written == null || !(argument instanceof ByteBuffer buffer)) {
            return;
        }
        if (written.length > buffer.remaining()) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "the result is longer than the room for it");
        }
        buffer.put(written);
        Arrays.fill(written, (byte) 0);
    }
}
