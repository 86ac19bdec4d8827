package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.core.function.Active.Step;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.RecoveringOperation;
import io.craton.hsm.Arguments;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Signatures: one-shot, in parts, with recovery, and of many messages. */
final class SignCalls {
    private static final byte[] NOTHING = {};

    private final CoreSession session;
    private final Active<SignOperation> signing = new Active<>(OperationKind.SIGN);
    private final Active<RecoveringOperation> recovering = new Active<>(OperationKind.SIGN_RECOVER);
    private final Active<Series> messages = new Active<>(OperationKind.MESSAGE_SIGN);

    SignCalls(CoreSession session) {
        this.session = session;
    }

    /** The messages of one initialisation; the first operation is started with it, as its check. */
    static final class Series implements MessageSeries {
        private final Mechanism mechanism;
        private final ObjectHandle key;
        private @Nullable SignOperation ready;
        private boolean begun;

        Series(Mechanism mechanism, ObjectHandle key, SignOperation ready) {
            this.mechanism = mechanism;
            this.key = key;
            this.ready = ready;
        }

        @Override
        public void abandon() {
            SignOperation present = ready;
            ready = null;
            begun = false;
            if (present != null) {
                present.close();
            }
        }
    }

    Active<SignOperation> signing() {
        return signing;
    }

    Active<RecoveringOperation> recovering() {
        return recovering;
    }

    Active<Series> messages() {
        return messages;
    }

    void init(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        signing.init(
                mechanism,
                () -> session.services().operations().sign(Use.SIGN, started(mechanism), key(key)));
    }

    static Mechanism started(@Nullable Mechanism mechanism) {
        if (mechanism == null) {
            throw new IllegalArgumentException("no mechanism ends an operation, it starts none");
        }
        return mechanism;
    }

    static ObjectHandle key(@Nullable ObjectHandle key) {
        return Arguments.notNull(key, "the key");
    }

    int whole(byte[] data, @Nullable ByteBuffer out) {
        return signing.call(
                () -> {
                    SignOperation operation = signing.oneShot();
                    Arguments.notNull(data, "the data");
                    return signing.last(
                            out,
                            Step.WHOLE,
                            data,
                            operation::signatureLength,
                            false,
                            () -> {
                                operation.update(data);
                                return operation.sign();
                            });
                });
    }

    void update(byte[] data) {
        signing.call(
                () -> {
                    SignOperation operation = signing.inParts();
                    Arguments.notNull(data, "the data");
                    operation.update(data);
                    return true;
                });
    }

    int finish(@Nullable ByteBuffer out) {
        return signing.call(
                () -> {
                    SignOperation operation = signing.inParts();
                    return signing.last(
                            out,
                            Step.LAST,
                            NOTHING,
                            operation::signatureLength,
                            false,
                            operation::sign);
                });
    }

    void recoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        recovering.init(
                mechanism,
                () ->
                        session.services()
                                .operations()
                                .recover(Use.SIGN_RECOVER, started(mechanism), key(key)));
    }

    int recover(byte[] data, @Nullable ByteBuffer out) {
        return recovering.call(
                () -> {
                    RecoveringOperation operation = recovering.oneShot();
                    Arguments.notNull(data, "the data");
                    return recovering.last(
                            out,
                            Step.WHOLE,
                            data,
                            operation::length,
                            false,
                            () -> operation.apply(data));
                });
    }

    void messageInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        messages.init(
                mechanism,
                () -> {
                    Mechanism present = started(mechanism);
                    ObjectHandle named = key(key);
                    return new Series(
                            present,
                            named,
                            session.services().operations().sign(Use.MESSAGE_SIGN, present, named));
                });
    }

    /** The operation of the message that is under way or comes next, if many are signed. */
    Stream<SignOperation> nextMessage() {
        return Optional.ofNullable(messages.operation()).map(this::message).stream();
    }

    private SignOperation message(Series series) {
        SignOperation operation = series.ready;
        if (operation == null) {
            operation =
                    session.services()
                            .operations()
                            .sign(Use.MESSAGE_SIGN, series.mechanism, series.key);
            series.ready = operation;
        }
        return operation;
    }

    int message(byte[] data, @Nullable ByteBuffer out) {
        return messages.inMessages(() -> end(begun(false), Step.WHOLE, data, out));
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
                    message(series).update(data);
                    return true;
                });
    }

    int messageEnd(byte[] data, @Nullable ByteBuffer out) {
        return messages.inMessages(() -> end(begun(true), Step.LAST, data, out));
    }

    private int end(Series series, Step step, byte[] data, @Nullable ByteBuffer out) {
        Arguments.notNull(data, "the data");
        SignOperation operation = message(series);
        int written =
                messages.give(
                        out,
                        step,
                        data,
                        operation::signatureLength,
                        false,
                        () -> {
                            operation.update(data);
                            return operation.sign();
                        });
        if (out != null) {
            series.ready = null;
            series.begun = false;
        }
        return written;
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
