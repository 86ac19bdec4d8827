package io.craton.hsm.core.function;

import io.craton.hsm.Mechanism;
import io.craton.hsm.OperationKind;
import io.craton.hsm.core.function.Active.Step;
import io.craton.hsm.core.token.operation.MeasuredCipher;
import io.craton.hsm.Arguments;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Encryption or decryption: one-shot and in parts. */
final class CipherCalls {
    private static final byte[] NOTHING = {};

    private final Active<MeasuredCipher> active;

    CipherCalls(OperationKind kind) {
        this.active = new Active<>(kind);
    }

    Active<MeasuredCipher> active() {
        return active;
    }

    void init(@Nullable Mechanism mechanism, Supplier<MeasuredCipher> starter) {
        active.init(mechanism, starter);
    }

    int whole(byte[] data, @Nullable ByteBuffer out) {
        return active.call(
                () -> {
                    MeasuredCipher cipher = active.oneShot();
                    Arguments.notNull(data, "the data");
                    return active.last(
                            out,
                            Step.WHOLE,
                            data,
                            () -> cipher.finalLength(data.length),
                            false,
                            () -> cipher.doFinal(data));
                });
    }

    int update(byte[] data, @Nullable ByteBuffer out) {
        return active.call(
                () -> {
                    MeasuredCipher cipher = active.inParts();
                    Arguments.notNull(data, "the data");
                    return active.give(
                            out,
                            Step.PART,
                            data,
                            () -> cipher.updateLength(data.length),
                            false,
                            () -> cipher.update(data, 0, data.length));
                });
    }

    int finish(@Nullable ByteBuffer out) {
        return active.call(
                () -> {
                    MeasuredCipher cipher = active.inParts();
                    return active.last(
                            out,
                            Step.LAST,
                            NOTHING,
                            () -> cipher.finalLength(0),
                            false,
                            () -> cipher.doFinal(NOTHING));
                });
    }
}
