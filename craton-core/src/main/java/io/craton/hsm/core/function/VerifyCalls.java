package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.Partial;
import io.craton.hsm.core.token.operation.RecoveringOperation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Verifications: with the signature last or first, with recovery, and of many messages. */
final class VerifyCalls {
    private final CoreSession session;
    private final Active<Verification> verifying = new Active<>(OperationKind.VERIFY);
    private final Active<RecoveringOperation> recovering =
            new Active<>(OperationKind.VERIFY_RECOVER);
    private final Active<SignatureMessages<VerifyOperation>> messages =
            new Active<>(OperationKind.MESSAGE_VERIFY);

    VerifyCalls(CoreSession session) {
        this.session = session;
    }

    /**
     * A verification.
     *
     * @param operation what is under way
     * @param signature the signature, if it came first
     */
    record Verification(VerifyOperation operation, byte @Nullable [] signature) implements Partial {
        @Override
        public boolean multiPart() {
            return !(operation instanceof Partial partial) || partial.multiPart();
        }

        @Override
        public void close() {
            operation.close();
        }
    }

    Active<Verification> verifying() {
        return verifying;
    }

    Active<RecoveringOperation> recovering() {
        return recovering;
    }

    Active<SignatureMessages<VerifyOperation>> messages() {
        return messages;
    }

    void init(
            @Nullable Mechanism mechanism,
            @Nullable ObjectHandle key,
            byte @Nullable [] signature) {
        verifying.init(
                mechanism,
                () -> verification(SignCalls.started(mechanism), SignCalls.key(key), signature));
    }

    private Verification verification(
            Mechanism mechanism, ObjectHandle key, byte @Nullable [] signature) {
        return new Verification(
                session.services().operations().verify(Use.VERIFY, mechanism, key),
                signature == null ? null : signature.clone());
    }

    private static Verification kind(Verification verification, boolean signatureFirst) {
        boolean first = verification.signature() != null;
        if (first && !signatureFirst) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    "the verification was begun with its signature");
        }
        if (signatureFirst && !first) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    "the verification was begun without its signature; give it at the end");
        }
        return verification;
    }

    void whole(byte[] data, byte @Nullable [] signature, boolean signatureFirst) {
        verifying.run(
                () -> end(updated(kind(verifying.oneShot(), signatureFirst), data), signature));
    }

    void update(byte[] data, boolean signatureFirst) {
        verifying.run(() -> updated(kind(verifying.inParts(), signatureFirst), data));
    }

    private static Verification updated(Verification verification, byte[] data) {
        verification.operation().update(Arguments.notNull(data, "the data"));
        return verification;
    }

    void finish(byte @Nullable [] signature, boolean signatureFirst) {
        verifying.run(() -> end(kind(verifying.inParts(), signatureFirst), signature));
    }

    private void end(Verification verification, byte @Nullable [] signature) {
        byte[] expected = verification.signature() != null ? verification.signature() : signature;
        if (expected == null) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the signature is null");
        }
        verification.operation().verify(expected);
        verifying.end();
    }

    void recoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        recovering.init(
                mechanism, () -> recovery(SignCalls.started(mechanism), SignCalls.key(key)));
    }

    private RecoveringOperation recovery(Mechanism mechanism, ObjectHandle key) {
        return session.services().operations().recover(Use.VERIFY_RECOVER, mechanism, key);
    }

    int recover(byte[] signature, @Nullable ByteBuffer out) {
        return recovering.call(() -> recovering.last(out, recovered(signature)));
    }

    private CallOutput recovered(byte[] signature) {
        RecoveringOperation operation = recovering.oneShot();
        Arguments.notNull(signature, "the signature");
        return CallOutput.whole(signature, operation::length, () -> operation.apply(signature));
    }

    void messageInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        messages.init(mechanism, () -> series(SignCalls.started(mechanism), SignCalls.key(key)));
    }

    private SignatureMessages<VerifyOperation> series(Mechanism mechanism, ObjectHandle key) {
        return new SignatureMessages<>(
                () -> session.services().operations().verify(Use.MESSAGE_VERIFY, mechanism, key),
                VerifyOperation::close);
    }

    private SignatureMessages<VerifyOperation> series(boolean begun) {
        return messages.required().with(begun);
    }

    void message(byte[] data, byte[] signature) {
        messages.runInMessages(() -> end(series(false), data, signature));
    }

    void messageBegin() {
        messages.runInMessages(() -> series(false).begin());
    }

    void messageNext(byte[] data) {
        messages.runInMessages(() -> series(true).operation(data).update(data));
    }

    void messageEnd(byte[] data, byte[] signature) {
        messages.runInMessages(() -> end(series(true), data, signature));
    }

    private static void end(
            SignatureMessages<VerifyOperation> series, byte[] data, byte[] signature) {
        Arguments.notNull(data, "the data");
        Arguments.notNull(signature, "the signature");
        VerifyOperation operation = series.operation();
        series.ended();
        operation.update(data);
        operation.verify(signature);
    }

    void messageFinish() {
        messages.runInMessages(this::endMessages);
    }

    private void endMessages() {
        messages.required().with(false);
        messages.end();
    }
}
