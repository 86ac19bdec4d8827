package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.Mechanism;
import io.craton.hsm.OperationKind;
import io.craton.hsm.core.token.operation.MeasuredCipher;
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
        return active.call(() -> active.last(out, whole(data)));
    }

    private CallOutput whole(byte[] data) {
        MeasuredCipher cipher = active.oneShot();
        Arguments.notNull(data, "the data");
        return CallOutput.whole(
                data, () -> cipher.finalLength(data.length), () -> cipher.doFinal(data));
    }

    int update(byte[] data, @Nullable ByteBuffer out) {
        return active.call(() -> active.give(out, part(data)));
    }

    private CallOutput part(byte[] data) {
        MeasuredCipher cipher = active.inParts();
        Arguments.notNull(data, "the data");
        return CallOutput.part(
                data,
                () -> cipher.updateLength(data.length),
                () -> cipher.update(data, 0, data.length));
    }

    int finish(@Nullable ByteBuffer out) {
        return active.call(() -> active.last(out, last()));
    }

    private CallOutput last() {
        MeasuredCipher cipher = active.inParts();
        return CallOutput.last(() -> cipher.finalLength(0), () -> cipher.doFinal(NOTHING));
    }
}
