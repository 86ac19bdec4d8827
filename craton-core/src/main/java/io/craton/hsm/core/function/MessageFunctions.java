package io.craton.hsm.core.function;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.token.CoreSession;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Many messages under one key (PKCS#11 v3.2 sections 5.9, 5.11, 5.14 and 5.16). */
abstract class MessageFunctions extends SingleFunctions {
    MessageFunctions(CoreSession session) {
        super(session);
    }

    @Override
    public final void messageEncryptInit(
            @Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> messageEncryption.init(mechanism, key));
    }

    @Override
    public final int encryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out) {
        return in(() -> messageEncryption.whole(parameters, aad, data, out));
    }

    @Override
    public final void encryptMessageBegin(MessageParameters parameters, byte[] aad) {
        run(() -> messageEncryption.begin(parameters, aad));
    }

    @Override
    public final int encryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        return in(() -> messageEncryption.next(parameters, data, out, end));
    }

    @Override
    public final void messageEncryptFinal() {
        run(messageEncryption::finish);
    }

    @Override
    public final void messageDecryptInit(
            @Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> messageDecryption.init(mechanism, key));
    }

    @Override
    public final int decryptMessage(
            MessageParameters parameters, byte[] aad, byte[] data, @Nullable ByteBuffer out) {
        return in(() -> messageDecryption.whole(parameters, aad, data, out));
    }

    @Override
    public final void decryptMessageBegin(MessageParameters parameters, byte[] aad) {
        run(() -> messageDecryption.begin(parameters, aad));
    }

    @Override
    public final int decryptMessageNext(
            MessageParameters parameters, byte[] data, @Nullable ByteBuffer out, boolean end) {
        return in(() -> messageDecryption.next(parameters, data, out, end));
    }

    @Override
    public final void messageDecryptFinal() {
        run(messageDecryption::finish);
    }

    @Override
    public final void messageSignInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.messageInit(mechanism, key));
    }

    @Override
    public final int signMessage(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.message(data, out));
    }

    @Override
    public final void signMessageBegin() {
        run(signatures::messageBegin);
    }

    @Override
    public final void signMessageNext(byte[] data) {
        run(() -> signatures.messageNext(data));
    }

    @Override
    public final int signMessageEnd(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.messageEnd(data, out));
    }

    @Override
    public final void messageSignFinal() {
        run(signatures::messageFinish);
    }

    @Override
    public final void messageVerifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.messageInit(mechanism, key));
    }

    @Override
    public final void verifyMessage(byte[] data, byte[] signature) {
        run(() -> verifications.message(data, signature));
    }

    @Override
    public final void verifyMessageBegin() {
        run(verifications::messageBegin);
    }

    @Override
    public final void verifyMessageNext(byte[] data) {
        run(() -> verifications.messageNext(data));
    }

    @Override
    public final void verifyMessageEnd(byte[] data, byte[] signature) {
        run(() -> verifications.messageEnd(data, signature));
    }

    @Override
    public final void messageVerifyFinal() {
        run(verifications::messageFinish);
    }
}
