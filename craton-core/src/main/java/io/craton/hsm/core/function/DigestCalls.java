package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.function.Active.Step;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.DigestingOperation;
import io.craton.hsm.core.token.operation.SavedDigests;
import io.craton.hsm.Arguments;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Digests: one-shot, in parts, and saved. */
final class DigestCalls {
    private static final byte[] NOTHING = {};

    private final CoreSession session;
    private final Active<DigestingOperation> active = new Active<>(OperationKind.DIGEST);

    DigestCalls(CoreSession session) {
        this.session = session;
    }

    Active<DigestingOperation> active() {
        return active;
    }

    void init(@Nullable Mechanism mechanism) {
        active.init(
                mechanism,
                () -> session.services().operations().digest(SignCalls.started(mechanism)));
    }

    int whole(byte[] data, @Nullable ByteBuffer out) {
        return active.call(
                () -> {
                    DigestingOperation operation = active.oneShot();
                    Arguments.notNull(data, "the data");
                    return active.last(
                            out,
                            Step.WHOLE,
                            data,
                            operation::digestLength,
                            true,
                            () -> {
                                operation.update(data);
                                return operation.digest();
                            });
                });
    }

    void update(byte[] data) {
        active.call(
                () -> {
                    DigestingOperation operation = active.inParts();
                    Arguments.notNull(data, "the data");
                    operation.update(data);
                    return true;
                });
    }

    /** A handle that names no key is told before anything happens, and the digest goes on. */
    void key(ObjectHandle key) {
        DigestingOperation operation = active.call(active::inParts);
        operation.requireObject(key);
        active.call(
                () -> {
                    operation.updateKey(key);
                    return true;
                });
    }

    int finish(@Nullable ByteBuffer out) {
        return active.call(
                () -> {
                    DigestingOperation operation = active.inParts();
                    return active.last(
                            out,
                            Step.LAST,
                            NOTHING,
                            operation::digestLength,
                            true,
                            operation::digest);
                });
    }

    byte[] save(SavedDigests saved) {
        return saved.save(active.required(), session.services().operations());
    }

    void restore(SavedDigests saved, byte[] state) {
        if (active.operation() != null) {
            active.end();
        }
        DigestingOperation restored = saved.restore(state, session.services().operations());
        if (restored == null) {
            throw new HsmException(
                    ReturnCode.CKR_SAVED_STATE_INVALID,
                    "the state was not saved on this slot since the module was opened");
        }
        active.resume(restored);
    }
}
