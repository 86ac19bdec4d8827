package io.craton.hsm.engine.kdf;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The derivations of SP 800-108 in counter and in feedback mode (PKCS#11 v3.2, section 6.42). */
public final class Sp800108Engine implements MechanismFamily {
    private final Libraries libraries;

    /** Computes with these libraries. */
    public Sp800108Engine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(
                MechanismType.CKM_SP800_108_COUNTER_KDF, MechanismType.CKM_SP800_108_FEEDBACK_KDF);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        Sp800108 parameters = Parameters.of(mechanism, Sp800108.class);
        boolean feedback = mechanism.type() == MechanismType.CKM_SP800_108_FEEDBACK_KDF;
        Parameters.require(
                feedback || parameters.iv() == null, "an IV is for the feedback mode only");
        checkPieces(parameters.data(), feedback);
        DerivedKey shape = DerivedKey.of(template);
        int length = shape.requiredLength();
        try (Prf prf = Prf.of(parameters.prf(), baseKey, libraries)) {
            return shape.fromHead(compute(prf, parameters, feedback, length), length);
        }
    }

    private static byte[] compute(Prf prf, Sp800108 parameters, boolean feedback, int length) {
        int blocks = (length + prf.length() - 1) / prf.length();
        byte[] result = new byte[blocks * prf.length()];
        byte[] iv = parameters.iv();
        byte[] previous = feedback ? (iv == null ? ByteArrays.EMPTY : iv.clone()) : null;
        for (int i = 1; i <= blocks; i++) {
            byte[] input = input(parameters.data(), i, previous, length, result.length);
            byte[] block = prf.apply(input);
            ByteArrays.wipe(input);
            System.arraycopy(block, 0, result, (i - 1) * block.length, block.length);
            if (previous == null) {
                ByteArrays.wipe(block);
            } else {
                ByteArrays.wipe(previous);
                previous = block;
            }
        }
        if (previous != null) {
            ByteArrays.wipe(previous);
        }
        return result;
    }

    // One iteration variable; at most one counter, in feedback mode only; at most one length.
    private static void checkPieces(List<PrfData> pieces, boolean feedback) {
        long iterations = count(pieces, PrfData.IterationVariable.class);
        long counters = count(pieces, PrfData.Counter.class);
        Parameters.require(iterations == 1, "SP 800-108 needs the iteration variable exactly once");
        Parameters.require(
                feedback ? counters <= 1 : counters == 0,
                "SP 800-108 has a counter of its own here");
        Parameters.require(
                count(pieces, PrfData.DerivedKeyLength.class) <= 1,
                "SP 800-108 takes the length of the keys once");
        for (PrfData piece : pieces) {
            if (piece instanceof PrfData.IterationVariable variable) {
                checkVariable(variable, feedback);
            } else if (piece instanceof PrfData.Counter counter) {
                Parameters.require(
                        isCounterWidth(counter.bits()), "a counter has 8, 16, 24 or 32 bits");
            } else if (piece instanceof PrfData.DerivedKeyLength dkm) {
                Parameters.require(
                        dkm.bits() >= 8 && dkm.bits() <= 64 && dkm.bits() % 8 == 0,
                        "the length of the keys has 8 to 64 bits, a multiple of 8");
            } else if (piece instanceof PrfData.Bytes bytes) {
                Parameters.require(
                        bytes.bytes().length > 0, "a piece of SP 800-108 input is empty");
            }
        }
    }

    // In feedback mode the variable is what the round before gave, and has no form.
    private static void checkVariable(PrfData.IterationVariable variable, boolean feedback) {
        if (feedback) {
            Parameters.require(
                    variable.bits() == 0,
                    "in feedback mode the iteration variable has no width; give 0, and a counter as"
                            + " a piece of its own");
            return;
        }
        Parameters.require(isCounterWidth(variable.bits()), "a counter has 8, 16, 24 or 32 bits");
    }

    private static long count(List<PrfData> pieces, Class<? extends PrfData> kind) {
        return pieces.stream().filter(kind::isInstance).count();
    }

    private static boolean isCounterWidth(int bits) {
        return bits == 8 || bits == 16 || bits == 24 || bits == 32;
    }

    private static byte[] input(
            List<PrfData> pieces,
            int i,
            byte @Nullable [] previous,
            int keyLength,
            int segmentsLength) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (PrfData piece : pieces) {
            if (piece instanceof PrfData.IterationVariable variable) {
                input.writeBytes(
                        previous == null
                                ? number(i, variable.bits(), variable.littleEndian())
                                : previous);
            } else if (piece instanceof PrfData.Counter counter) {
                input.writeBytes(number(i, counter.bits(), counter.littleEndian()));
            } else if (piece instanceof PrfData.DerivedKeyLength dkm) {
                long bits = 8L * (dkm.sumOfSegments() ? segmentsLength : keyLength);
                input.writeBytes(number(bits, dkm.bits(), dkm.littleEndian()));
            } else if (piece instanceof PrfData.Bytes bytes) {
                input.writeBytes(bytes.bytes());
            }
        }
        return input.toByteArray();
    }

    private static byte[] number(long value, int bits, boolean littleEndian) {
        if (bits < 64 && value >>> bits != 0) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "the key is too long for a counter or length of " + bits + " bits");
        }
        byte[] bytes = new byte[bits / 8];
        for (int at = 0; at < bytes.length; at++) {
            bytes[bytes.length - 1 - at] = (byte) (value >>> (8 * at));
        }
        return littleEndian ? ByteArrays.reversed(bytes) : bytes;
    }
}
