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
    private final Active<Series> messages = new Active<>(OperationKind.MESSAGE_VERIFY);

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

    /** The messages of one initialisation; the first operation is started with it, as its check. */
    static final class Series implements MessageSeries {
        private final Mechanism mechanism;
        private final ObjectHandle key;
        private @Nullable VerifyOperation ready;
        private boolean begun;

        Series(Mechanism mechanism, ObjectHandle key, VerifyOperation ready) {
            this.mechanism = mechanism;
            this.key = key;
            this.ready = ready;
        }

        @Override
        public void abandon() {
            VerifyOperation present = ready;
            ready = null;
            begun = false;
            if (present != null) {
                present.close();
            }
        }
    }

    Active<Verification> verifying() {
        return verifying;
    }

    Active<RecoveringOperation> recovering() {
        return recovering;
    }

    Active<Series> messages() {
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

    private Series series(Mechanism mechanism, ObjectHandle key) {
        return new Series(mechanism, key, messageVerifier(mechanism, key));
    }

    private VerifyOperation messageVerifier(Mechanism mechanism, ObjectHandle key) {
        return session.services().operations().verify(Use.MESSAGE_VERIFY, mechanism, key);
    }

    void message(byte[] data, byte[] signature) {
        messages.runInMessages(() -> end(begun(false), data, signature));
    }

    void messageBegin() {
        messages.runInMessages(() -> begun(false).begun = true);
    }

    void messageNext(byte[] data) {
        messages.runInMessages(() -> next(begun(true), data));
    }

    private void next(Series series, byte[] data) {
        Arguments.notNull(data, "the data");
        operation(series).update(data);
    }

    void messageEnd(byte[] data, byte[] signature) {
        messages.runInMessages(() -> end(begun(true), data, signature));
    }

    private VerifyOperation operation(Series series) {
        VerifyOperation operation = series.ready;
        if (operation == null) {
            operation = messageVerifier(series.mechanism, series.key);
            series.ready = operation;
        }
        return operation;
    }

    private void end(Series series, byte[] data, byte[] signature) {
        Arguments.notNull(data, "the data");
        Arguments.notNull(signature, "the signature");
        VerifyOperation operation = operation(series);
        series.ready = null;
        series.begun = false;
        operation.update(data);
        operation.verify(signature);
    }

    private Series begun(boolean expected) {
        Series series = messages.required();
        SignCalls.requireBegun(series.begun, expected);
        return series;
    }

    void messageFinish() {
        messages.runInMessages(this::endMessages);
    }

    private void endMessages() {
        begun(false);
        messages.end();
    }
}
