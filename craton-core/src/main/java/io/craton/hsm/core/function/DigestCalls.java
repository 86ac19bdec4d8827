package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.DigestingOperation;
import io.craton.hsm.core.token.operation.SavedDigests;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Digests: one-shot, in parts, and saved. */
final class DigestCalls {
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
        return active.call(() -> active.last(out, whole(data)));
    }

    private CallOutput whole(byte[] data) {
        DigestingOperation operation = active.oneShot();
        Arguments.notNull(data, "the data");
        Supplier<byte[]> work =
                () -> {
                    operation.update(data);
                    return operation.digest();
                };
        return CallOutput.whole(data, operation::digestLength, work).exactly();
    }

    void update(byte[] data) {
        active.run(() -> active.inParts().update(Arguments.notNull(data, "the data")));
    }

    /** A handle that names no key is refused before anything happens, and the digest goes on. */
    void key(ObjectHandle key) {
        DigestingOperation operation = active.call(active::inParts);
        operation.requireObject(key);
        active.run(() -> operation.updateKey(key));
    }

    int finish(@Nullable ByteBuffer out) {
        return active.call(() -> active.last(out, last()));
    }

    private CallOutput last() {
        DigestingOperation operation = active.inParts();
        return CallOutput.last(operation::digestLength, operation::digest).exactly();
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
