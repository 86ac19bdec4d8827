package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.function.Active.Step;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.Partial;
import io.craton.hsm.core.token.operation.RecoveringOperation;
import io.craton.hsm.Arguments;
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
                () ->
                        new Verification(
                                session.services()
                                        .operations()
                                        .verify(
                                                Use.VERIFY,
                                                SignCalls.started(mechanism),
                                                SignCalls.key(key)),
                                signature == null ? null : signature.clone()));
    }

    private Verification kind(Verification verification, boolean signatureFirst) {
        if ((verification.signature() != null) != signatureFirst) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE,
                    signatureFirst
                            ? "the verification was begun without its signature; give it at the end"
                            : "the verification was begun with its signature");
        }
        return verification;
    }

    void whole(byte[] data, byte @Nullable [] signature, boolean signatureFirst) {
        verifying.call(
                () -> {
                    Verification verification = kind(verifying.oneShot(), signatureFirst);
                    Arguments.notNull(data, "the data");
                    verification.operation().update(data);
                    return end(verification, signature);
                });
    }

    void update(byte[] data, boolean signatureFirst) {
        verifying.call(
                () -> {
                    Verification verification = kind(verifying.inParts(), signatureFirst);
                    Arguments.notNull(data, "the data");
                    verification.operation().update(data);
                    return true;
                });
    }

    void finish(byte @Nullable [] signature, boolean signatureFirst) {
        verifying.call(() -> end(kind(verifying.inParts(), signatureFirst), signature));
    }

    private boolean end(Verification verification, byte @Nullable [] signature) {
        byte[] expected = verification.signature() != null ? verification.signature() : signature;
        if (expected == null) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the signature is null");
        }
        verification.operation().verify(expected);
        verifying.end();
        return true;
    }

    void recoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        recovering.init(
                mechanism,
                () ->
                        session.services()
                                .operations()
                                .recover(
                                        Use.VERIFY_RECOVER,
                                        SignCalls.started(mechanism),
                                        SignCalls.key(key)));
    }

    int recover(byte[] signature, @Nullable ByteBuffer out) {
        return recovering.call(
                () -> {
                    RecoveringOperation operation = recovering.oneShot();
                    Arguments.notNull(signature, "the signature");
                    return recovering.last(
                            out,
                            Step.WHOLE,
                            signature,
                            operation::length,
                            false,
                            () -> operation.apply(signature));
                });
    }

    void messageInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        messages.init(
                mechanism,
                () -> {
                    Mechanism present = SignCalls.started(mechanism);
                    ObjectHandle named = SignCalls.key(key);
                    return new Series(
                            present,
                            named,
                            session.services()
                                    .operations()
                                    .verify(Use.MESSAGE_VERIFY, present, named));
                });
    }

    void message(byte[] data, byte[] signature) {
        messages.inMessages(() -> end(begun(false), data, signature));
    }

    void messageBegin() {
        messages.inMessages(
                () -> {
                    begun(false).begun = true;
                    return true;
                });
    }

    void messageNext(byte[] data) {
        messages.inMessages(
                () -> {
                    Series series = begun(true);
                    Arguments.notNull(data, "the data");
                    operation(series).update(data);
                    return true;
                });
    }

    void messageEnd(byte[] data, byte[] signature) {
        messages.inMessages(() -> end(begun(true), data, signature));
    }

    private VerifyOperation operation(Series series) {
        VerifyOperation operation = series.ready;
        if (operation == null) {
            operation =
                    session.services()
                            .operations()
                            .verify(Use.MESSAGE_VERIFY, series.mechanism, series.key);
            series.ready = operation;
        }
        return operation;
    }

    private boolean end(Series series, byte[] data, byte[] signature) {
        Arguments.notNull(data, "the data");
        Arguments.notNull(signature, "the signature");
        VerifyOperation operation = operation(series);
        series.ready = null;
        series.begun = false;
        operation.update(data);
        operation.verify(signature);
        return true;
    }

    private Series begun(boolean expected) {
        Series series = messages.required();
        if (series.begun != expected) {
            throw new HsmException(
                    expected
                            ? ReturnCode.CKR_OPERATION_NOT_INITIALIZED
                            : ReturnCode.CKR_OPERATION_ACTIVE,
                    expected
                            ? "no message was begun in this operation"
                            : "a message was begun and has not ended");
        }
        return series;
    }

    void messageFinish() {
        messages.inMessages(
                () -> {
                    begun(false);
                    messages.end();
                    return true;
                });
    }
}
