package io.craton.hsm.wire.value;

import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/** A value that can be null: a byte says whether it follows. */
final class NullableCodec implements ValueCodec {
    private final ValueCodec present;

    NullableCodec(ValueCodec present) {
        this.present = present;
    }

    @Override
    public String words() {
        return present.words() + "?";
    }

    @Override
    public Shape shape() {
        return new Shape.Nullable(present.shape());
    }

    @Override
    public Shape shapeBack() {
        return present.shapeBack();
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        out.present(value != null);
        if (value != null) {
            present.write(value, out, handles);
        }
    }

    @Override
    public @Nullable Object read(WireReader in, Handles handles) {
        return in.present() ? present.read(in, handles) : null;
    }

    @Override
    public boolean comesBack() {
        return present.comesBack();
    }

    @Override
    public void writeBack(@Nullable Object argument, WireWriter out) {
        present.writeBack(argument, out);
    }

    @Override
    public void readBack(@Nullable Object argument, WireReader in) {
        present.readBack(argument, in);
    }
}
