package io.craton.hsm.wire.mechanism;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters of the derivations of SP 800-108 (PKCS#11 v3.2, section 6.42). The value of a piece is
 * a byte string with a {@code CK_SP800_108_COUNTER_FORMAT} (bool bLittleEndian, ulong
 * ulWidthInBits), a {@code CK_SP800_108_DKM_LENGTH_FORMAT} (ulong dkmLengthMethod, bool
 * bLittleEndian, ulong ulWidthInBits) or the bytes.
 */
final class Sp800108Forms {
    private static final long ITERATION_VARIABLE = 1;
    private static final long COUNTER = 2;
    private static final long DERIVED_KEY_LENGTH = 3;
    private static final long BYTE_ARRAY = 4;
    private static final long SUM_OF_KEYS = 1;
    private static final long SUM_OF_SEGMENTS = 2;

    private Sp800108Forms() {}

    static void writeCounter(Sp800108 parameters, WireWriter out) {
        writeInput(parameters, out);
        out.ulong(0);
    }

    static Sp800108 readCounter(WireReader in) {
        MechanismType prf = Numbers.mechanism(in.ulong());
        List<PrfData> data = readPieces(in);
        requireNoMoreKeys(in);
        return new Sp800108(prf, data, null);
    }

    static void writeFeedback(Sp800108 parameters, WireWriter out) {
        writeInput(parameters, out);
        out.bytes(parameters.iv()).ulong(0);
    }

    static Sp800108 readFeedback(WireReader in) {
        MechanismType prf = Numbers.mechanism(in.ulong());
        List<PrfData> data = readPieces(in);
        byte[] iv = in.bytesOrNone();
        requireNoMoreKeys(in);
        return new Sp800108(prf, data, iv);
    }

    private static void writeInput(Sp800108 parameters, WireWriter out) {
        out.ulong(parameters.prf().code()).count(parameters.data());
        for (PrfData piece : parameters.data()) {
            try (WireWriter value = new WireWriter(out.form())) {
                writePiece(piece, value, out);
            }
        }
    }

    private static void writePiece(PrfData piece, WireWriter value, WireWriter out) {
        if (piece instanceof PrfData.IterationVariable variable) {
            out.ulong(ITERATION_VARIABLE);
            // In feedback mode it is K(i-1), which has no format.
            boolean isCounter = variable.bits() != 0;
            value.bool(variable.littleEndian()).ulong(variable.bits());
            out.bytes(isCounter ? value.toBytes() : null);
        } else if (piece instanceof PrfData.Counter counter) {
            value.bool(counter.littleEndian()).ulong(counter.bits());
            out.ulong(COUNTER).bytes(value.toBytes());
        } else if (piece instanceof PrfData.DerivedKeyLength length) {
            value.ulong(length.sumOfSegments() ? SUM_OF_SEGMENTS : SUM_OF_KEYS)
                    .bool(length.littleEndian())
                    .ulong(length.bits());
            out.ulong(DERIVED_KEY_LENGTH).bytes(value.toBytes());
        } else if (piece instanceof PrfData.Bytes fixed) {
            out.ulong(BYTE_ARRAY).bytes(fixed.bytes());
        } else {
            throw new IllegalStateException("a piece of input without a form: " + piece.getClass());
        }
    }

    private static List<PrfData> readPieces(WireReader in) {
        int count = in.count();
        List<PrfData> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(readPiece(in.ulong(), in.bytesOrNone(), in));
        }
        return pieces;
    }

    private static PrfData readPiece(long type, byte[] bytes, WireReader around) {
        if (type == BYTE_ARRAY) {
            return new PrfData.Bytes(bytes);
        }
        if (type == ITERATION_VARIABLE && bytes.length == 0) {
            return new PrfData.IterationVariable(false, 0);
        }
        WireReader in = new WireReader(bytes, around.form());
        PrfData piece = readFormat(type, in);
        in.end();
        return piece;
    }

    private static PrfData readFormat(long type, WireReader in) {
        if (type == ITERATION_VARIABLE) {
            return new PrfData.IterationVariable(in.bool(), in.integer());
        }
        if (type == COUNTER) {
            return new PrfData.Counter(in.bool(), in.integer());
        }
        if (type == DERIVED_KEY_LENGTH) {
            return new PrfData.DerivedKeyLength(
                    isSumOfSegments(in.ulong()), in.bool(), in.integer());
        }
        throw bad("the input has a piece of the unknown type " + type);
    }

    private static boolean isSumOfSegments(long method) {
        if (method != SUM_OF_KEYS && method != SUM_OF_SEGMENTS) {
            throw bad("the length of the derived keys is counted in the unknown way " + method);
        }
        return method == SUM_OF_SEGMENTS;
    }

    private static void requireNoMoreKeys(WireReader in) {
        if (in.ulong() != 0) {
            throw bad("several keys at once are not derived; ask for one, and cut it");
        }
    }

    private static HsmException bad(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
