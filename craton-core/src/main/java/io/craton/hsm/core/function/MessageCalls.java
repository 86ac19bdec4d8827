package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.key.AeadMessages;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.core.token.operation.MeasuredCipher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Message-based encryption or decryption: many messages, each with its own parameter, under one
 * key.
 */
final class MessageCalls {
    private final CoreSession session;
    private final Use use;
    private final Active<Series> active;

    MessageCalls(CoreSession session, Use use, OperationKind kind) {
        this.session = session;
        this.use = use;
        this.active = new Active<>(kind);
    }

    /** The messages of one initialisation. */
    static final class Series implements MessageSeries {
        private final MechanismType mechanism;
        private final KeyAccess access;
        private @Nullable Message message;

        Series(MechanismType mechanism, KeyAccess access) {
            this.mechanism = mechanism;
            this.access = access;
        }

        @Override
        public void abandon() {
            Message present = message;
            message = null;
            if (present != null) {
                present.cipher.close();
            }
        }
    }

    /** A message in parts. */
    private record Message(MeasuredCipher cipher) {}

    Active<Series> active() {
        return active;
    }

    void init(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        active.init(mechanism, () -> series(SignCalls.started(mechanism), SignCalls.key(key)));
    }

    private Series series(Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = KeyAccess.of(session.caller(), use, mechanism, key);
        return new Series(mechanism.type(), access);
    }

    int whole(MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out) {
        return active.inMessages(() -> active.give(out, whole(parameters, aad, data)));
    }

    private CallOutput whole(MessageParameters parameters, byte[] aad, byte[] data) {
        Series series = active.required();
        noMessage(series);
        Arguments.notNull(aad, "the associated data");
        Arguments.notNull(data, "the data");
        Aead aead = aead(parameters);
        Supplier<byte[]> work = () -> finish(start(series, aead, aad, data.length), aead, data);
        return CallOutput.whole(data, () -> data.length, work).exactly();
    }

    void begin(MessageParameters parameters, byte[] aad) {
        active.runInMessages(() -> begun(parameters, aad));
    }

    private void begun(MessageParameters parameters, byte[] aad) {
        Series series = active.required();
        noMessage(series);
        Arguments.notNull(aad, "the associated data");
        Aead aead = aead(parameters);
        // A copy: the caller may wipe its own before the message ends.
        series.message = new Message(start(series, aead, aad.clone(), -1));
    }

    int next(MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        return active.inMessages(() -> given(parameters, data, out, end));
    }

    private int given(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        Series series = active.required();
        Message message = series.message;
        if (message == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "no message was begun in this operation");
        }
        Arguments.notNull(data, "the data");
        Aead aead = aead(parameters);
        int written = active.give(out, output(message.cipher, aead, data, end));
        if (end && out != null) {
            series.message = null;
        }
        return written;
    }

    private CallOutput output(MeasuredCipher cipher, Aead aead, byte[] data, boolean end) {
        if (end) {
            return CallOutput.last(
                    data, () -> cipher.finalLength(data.length), () -> finish(cipher, aead, data));
        }
        return CallOutput.part(
                data,
                () -> cipher.updateLength(data.length),
                () -> cipher.update(data, 0, data.length));
    }

    void finish() {
        active.runInMessages(this::endMessages);
    }

    private void endMessages() {
        noMessage(active.required());
        active.end();
    }

    private static void noMessage(Series series) {
        if (series.message != null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_ACTIVE, "a message was begun and has not ended");
        }
    }

    private static Aead aead(MessageParameters parameters) {
        Arguments.notNull(parameters, "the parameter");
        if (parameters instanceof Aead aead) {
            return aead;
        }
        throw new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                "a message that is encrypted has a parameter with IV and tag");
    }

    private MeasuredCipher start(Series series, Aead aead, byte[] aad, long dataLength) {
        boolean ofModule = use == Use.MESSAGE_ENCRYPT && AeadMessages.ofModule(aead);
        if (ofModule) {
            AeadMessages.generate(session.caller(), series.access.object(), series.mechanism, aead);
        }
        return session.services()
                .operations()
                .message(
                        use,
                        AeadMessages.mechanism(series.mechanism, aead, aad, dataLength),
                        session.caller().handle(series.access.object()),
                        ofModule);
    }

    /**
     * Ends a message: the tag is apart from the ciphertext in this form, behind it in the engine's.
     */
    private byte[] finish(MeasuredCipher cipher, Aead aead, byte[] data) {
        int tagLength = aead.tag().length;
        if (use == Use.MESSAGE_DECRYPT) {
            byte[] both = Arrays.copyOf(data, data.length + tagLength);
            System.arraycopy(aead.tag(), 0, both, data.length, tagLength);
            return cipher.doFinal(both);
        }
        byte[] both = cipher.doFinal(data);
        int length = both.length - tagLength;
        System.arraycopy(both, length, aead.tag(), 0, tagLength);
        return Arrays.copyOf(both, length);
    }
}
