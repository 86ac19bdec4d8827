package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.mechanism.MechanismCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A mechanism: its number and its parameter. */
final class MechanismValueCodec implements ValueCodec {
    @Override
    public String words() {
        return "mechanism";
    }

    @Override
    public Shape shape() {
        return Shape.Group.of(
                "Mechanism",
                new Shape.Field("type", Shape.Scalar.ULONG),
                new Shape.Field("parameter", Shape.Scalar.BYTES));
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        Mechanism mechanism = Objects.requireNonNull((Mechanism) value);
        byte[] parameter =
                MechanismCodec.of(out.form(), out.numbers())
                        .encode(mechanism.type(), mechanism.parameters());
        try {
            out.ulong(mechanism.type().code()).bytes(parameter);
        } finally {
            Values.wipe(parameter);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        long number = in.ulong();
        byte[] parameter = in.bytes();
        try {
            MechanismType type = MechanismType.of(number).orElseThrow(() -> unknown(number));
            return Mechanism.of(
                    type, MechanismCodec.of(in.form(), in.numbers()).decode(type, parameter));
        } finally {
            Values.wipe(parameter);
        }
    }

    private static HsmException unknown(long number) {
        return new HsmException(
                ReturnCode.CKR_MECHANISM_INVALID,
                "there is no mechanism with the number 0x" + Long.toHexString(number));
    }
}
