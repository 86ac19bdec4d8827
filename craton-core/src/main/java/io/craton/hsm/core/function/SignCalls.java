package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.SignOperation;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.RecoveringOperation;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Signatures: one-shot, in parts, with recovery, and of many messages. */
final class SignCalls {
    private final CoreSession session;
    private final Active<SignOperation> signing = new Active<>(OperationKind.SIGN);
    private final Active<RecoveringOperation> recovering = new Active<>(OperationKind.SIGN_RECOVER);
    private final Active<SignatureMessages<SignOperation>> messages =
            new Active<>(OperationKind.MESSAGE_SIGN);

    SignCalls(CoreSession session) {
        this.session = session;
    }

    Active<SignOperation> signing() {
        return signing;
    }

    Active<RecoveringOperation> recovering() {
        return recovering;
    }

    Active<SignatureMessages<SignOperation>> messages() {
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
        return signing.call(() -> signing.last(out, whole(data)));
    }

    private CallOutput whole(byte[] data) {
        SignOperation operation = signing.oneShot();
        Arguments.notNull(data, "the data");
        return CallOutput.whole(data, operation::signatureLength, () -> sign(operation, data));
    }

    private static byte[] sign(SignOperation operation, byte[] data) {
        operation.update(data);
        return operation.sign();
    }

    void update(byte[] data) {
        signing.run(() -> signing.inParts().update(Arguments.notNull(data, "the data")));
    }

    int finish(@Nullable ByteBuffer out) {
        return signing.call(() -> signing.last(out, last()));
    }

    private CallOutput last() {
        SignOperation operation = signing.inParts();
        return CallOutput.last(operation::signatureLength, operation::sign);
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
        return recovering.call(() -> recovering.last(out, recovered(data)));
    }

    private CallOutput recovered(byte[] data) {
        RecoveringOperation operation = recovering.oneShot();
        Arguments.notNull(data, "the data");
        return CallOutput.whole(data, operation::length, () -> operation.apply(data));
    }

    void messageInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        messages.init(mechanism, () -> series(started(mechanism), key(key)));
    }

    private SignatureMessages<SignOperation> series(Mechanism mechanism, ObjectHandle key) {
        return new SignatureMessages<>(
                () -> session.services().operations().sign(Use.MESSAGE_SIGN, mechanism, key),
                SignOperation::close);
    }

    /** The operation of the message that is under way or comes next, if many are signed. */
    Stream<SignOperation> nextMessage() {
        return Optional.ofNullable(messages.operation()).map(SignatureMessages::operation).stream();
    }

    private SignatureMessages<SignOperation> series(boolean begun) {
        return messages.required().with(begun);
    }

    int message(byte[] data, @Nullable ByteBuffer out) {
        return messages.inMessages(() -> end(series(false), CallOutput::whole, data, out));
    }

    void messageBegin() {
        messages.runInMessages(() -> series(false).begin());
    }

    void messageNext(byte[] data) {
        messages.runInMessages(() -> series(true).operation(data).update(data));
    }

    int messageEnd(byte[] data, @Nullable ByteBuffer out) {
        return messages.inMessages(() -> end(series(true), CallOutput::last, data, out));
    }

    /** Makes the output of a call. */
    private interface Maker {
        CallOutput of(byte[] data, IntSupplier bound, Supplier<byte[]> work);
    }

    private int end(
            SignatureMessages<SignOperation> series,
            Maker maker,
            byte[] data,
            @Nullable ByteBuffer out) {
        SignOperation operation = series.operation(data);
        CallOutput signature =
                maker.of(data, operation::signatureLength, () -> sign(operation, data));
        int written = messages.give(out, signature);
        if (out != null) {
            series.ended();
        }
        return written;
    }

    void messageFinish() {
        messages.runInMessages(this::endMessages);
    }

    private void endMessages() {
        messages.required().with(false);
        messages.end();
    }
}
