package io.craton.hsm.wire;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import io.craton.hsm.wire.value.ValueCodec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call as a message. It is a piece of a long result, or the end: the return code
 * and a sentence, and then, of a call that went well, its result and what it has put into
 * arguments; of one with {@code CKR_BUFFER_TOO_SMALL} how many bytes are needed.
 */
public final class WireReply {
    private static final int END = 0;
    private static final int PIECE = 1;

    private WireReply() {}

    /** Writes the end of a call that went well. */
    public static void write(
            WireFunction function,
            @Nullable Object result,
            List<@Nullable Object> arguments,
            WireWriter out,
            Handles handles) {
        out.octet(END).ulong(ReturnCode.CKR_OK.code()).text(null);
        function.result().write(result, out, handles);
        List<ValueCodec> codecs = function.arguments();
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).comesBack()) {
                codecs.get(i).writeBack(arguments.get(i), out);
            }
        }
    }

    /**
     * Writes the end of a call that failed.
     *
     * @param sentence for people; no secrets
     * @param needed of {@code CKR_BUFFER_TOO_SMALL}, how many bytes are; else 0
     */
    public static void writeError(ReturnCode code, String sentence, long needed, WireWriter out) {
        out.octet(END).ulong(code.code()).text(sentence);
        if (code == ReturnCode.CKR_BUFFER_TOO_SMALL) {
            out.ulong(needed);
        }
    }

    /** Writes a piece of a long result. */
    public static void writePiece(byte[] piece, WireWriter out) {
        out.octet(PIECE).raw(piece);
    }

    /** Whether a message is a piece; its bytes are {@link WireReader#rest} then. */
    public static boolean isPiece(WireReader in) {
        int kind = in.octet();
        if (kind != END && kind != PIECE) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, kind + " is the number of no kind of answer");
        }
        return kind == PIECE;
    }

    /**
     * Reads the end of a call.
     *
     * @param arguments those of the call, into which goes what comes back
     * @return the result
     * @throws HsmException what the call failed with
     */
    public static @Nullable Object read(
            WireFunction function, @Nullable Object[] arguments, WireReader in, Handles handles) {
        long number = in.ulong();
        String sentence = Objects.requireNonNullElse(in.text(), "");
        if (number != ReturnCode.CKR_OK.code()) {
            throw failure(number, sentence);
        }
        Object result = function.result().read(in, handles);
        List<ValueCodec> codecs = function.arguments();
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).comesBack()) {
                codecs.get(i).readBack(arguments[i], in);
            }
        }
        in.end();
        return result;
    }

    private static HsmException failure(long number, String sentence) {
        ReturnCode code = ReturnCode.of(number).orElse(ReturnCode.CKR_GENERAL_ERROR);
        String prefix = code.name() + ": ";
        return new HsmException(
                code, sentence.startsWith(prefix) ? sentence.substring(prefix.length()) : sentence);
    }
}
