package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.MessageParameters.Generator;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a message; what the module puts into them comes back. One form for {@code
 * CK_GCM_MESSAGE_PARAMS}, {@code CK_CCM_MESSAGE_PARAMS} and {@code
 * CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS}: their common fields.
 */
final class MessageCodec implements ValueCodec {
    private static final int NULL = 0;
    private static final int NONE = 1;
    private static final int AEAD = 2;

    private static final EnumCodec<?> GENERATOR = EnumCodec.of(Generator.class).orElseThrow();

    private final Class<?> type;

    /** One of parameters that a function takes, which may be those of one kind alone. */
    MessageCodec(Class<?> type) {
        this.type = type;
    }

    @Override
    public String words() {
        return "message parameters";
    }

    @Override
    public Shape shape() {
        Shape aead =
                Shape.Group.of(
                        "AeadParameters",
                        new Shape.Field("iv", Shape.Scalar.BYTES),
                        new Shape.Field("fixedBits", Shape.Scalar.ULONG),
                        new Shape.Field("generator", Shape.Scalar.ULONG),
                        new Shape.Field("tag", Shape.Scalar.BYTES));
        return new Shape.Choice(
                "MessageParameters",
                true,
                List.of(
                        new Shape.Field("none", Shape.Group.of("NoParameters")),
                        new Shape.Field("aead", aead)));
    }

    @Override
    public Shape shapeBack() {
        return new Shape.Nullable(
                Shape.Group.of(
                        "AeadOutput",
                        new Shape.Field("iv", Shape.Scalar.BYTES),
                        new Shape.Field("tag", Shape.Scalar.BYTES)));
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        if (value instanceof Aead aead) {
            out.octet(AEAD)
                    .bytes(aead.iv())
                    .ulong(aead.fixedBits())
                    .ulong(aead.generator().code())
                    .bytes(aead.tag());
        } else {
            out.octet(value == null ? NULL : NONE);
        }
    }

    @Override
    public @Nullable Object read(WireReader in, Handles handles) {
        int kind = in.octet();
        return switch (kind) {
            case NULL -> null;
            case NONE -> none();
            case AEAD -> aead(in, handles);
            default ->
                    throw new HsmException(
                            ReturnCode.CKR_ARGUMENTS_BAD,
                            kind + " is the number of no kind of message parameters");
        };
    }

    private MessageParameters none() {
        if (!type.isInstance(MessageParameters.NONE)) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the mechanism needs the parameters of a message, and has none");
        }
        return MessageParameters.NONE;
    }

    private static Aead aead(WireReader in, Handles handles) {
        byte[] iv = in.bytesOrNone();
        int fixedBits = in.integer();
        Generator generator = (Generator) GENERATOR.read(in, handles);
        return new Aead(iv, fixedBits, generator, in.bytesOrNone());
    }

    @Override
    public boolean comesBack() {
        return true;
    }

    @Override
    public void writeBack(@Nullable Object argument, WireWriter out) {
        if (argument instanceof Aead aead) {
            out.present(true).bytes(aead.iv()).bytes(aead.tag());
        } else {
            out.present(false);
        }
    }

    @Override
    public void readBack(@Nullable Object argument, WireReader in) {
        if (!in.present()) {
            return;
        }
        byte[] iv = in.bytesOrNone();
        byte[] tag = in.bytesOrNone();
        if (argument instanceof Aead aead) {
            copy(iv, aead.iv());
            copy(tag, aead.tag());
        }
    }

    private static void copy(byte[] from, byte[] to) {
        System.arraycopy(from, 0, to, 0, Math.min(from.length, to.length));
    }
}
