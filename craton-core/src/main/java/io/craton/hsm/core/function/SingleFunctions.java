package io.craton.hsm.core.function;

import io.craton.hsm.Arguments;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.token.CoreSession;
import io.craton.hsm.core.token.operation.MeasuredCipher;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ciphers, digests, signatures and verifications (PKCS#11 v3.2 sections 5.8, 5.10, 5.12, 5.13, 5.15
 * and 5.17).
 */
abstract class SingleFunctions extends SerialFunctions {
    SingleFunctions(CoreSession session) {
        super(session);
    }

    @Override
    public final void encryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        Supplier<MeasuredCipher> starter = () -> encryptor(mechanism, key);
        run(() -> encryption.init(mechanism, starter));
    }

    @Override
    public final int encrypt(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> encryption.whole(data, out));
    }

    @Override
    public final int encryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> encryption.update(data, out));
    }

    @Override
    public final int encryptFinal(@Nullable ByteBuffer out) {
        return in(() -> encryption.finish(out));
    }

    @Override
    public final byte[] encryptionIv() {
        return in(() -> encryption.active().required().iv());
    }

    @Override
    public final void decryptInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        Supplier<MeasuredCipher> starter = () -> decryptor(mechanism, key);
        run(() -> decryption.init(mechanism, starter));
    }

    @Override
    public final int decrypt(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> decryption.whole(data, out));
    }

    @Override
    public final int decryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> decryption.update(data, out));
    }

    @Override
    public final int decryptFinal(@Nullable ByteBuffer out) {
        return in(() -> decryption.finish(out));
    }

    @Override
    public final void digestInit(@Nullable Mechanism mechanism) {
        run(() -> digests.init(mechanism));
    }

    @Override
    public final int digest(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> digests.whole(data, out));
    }

    @Override
    public final void digestUpdate(byte[] data) {
        run(() -> digests.update(data));
    }

    @Override
    public final void digestKey(ObjectHandle key) {
        run(() -> digests.key(key));
    }

    @Override
    public final int digestFinal(@Nullable ByteBuffer out) {
        return in(() -> digests.finish(out));
    }

    @Override
    public final void signInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.init(mechanism, key));
    }

    @Override
    public final int sign(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.whole(data, out));
    }

    @Override
    public final void signUpdate(byte[] data) {
        run(() -> signatures.update(data));
    }

    @Override
    public final int signFinal(@Nullable ByteBuffer out) {
        return in(() -> signatures.finish(out));
    }

    @Override
    public final void signRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> signatures.recoverInit(mechanism, key));
    }

    @Override
    public final int signRecover(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> signatures.recover(data, out));
    }

    @Override
    public final void verifyInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.init(mechanism, key, null));
    }

    @Override
    public final void verify(byte[] data, byte[] signature) {
        run(() -> verifications.whole(data, signature, false));
    }

    @Override
    public final void verifyUpdate(byte[] data) {
        run(() -> verifications.update(data, false));
    }

    @Override
    public final void verifyFinal(byte[] signature) {
        run(() -> verifications.finish(signature, false));
    }

    @Override
    public final void verifyRecoverInit(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        run(() -> verifications.recoverInit(mechanism, key));
    }

    @Override
    public final int verifyRecover(byte[] signature, @Nullable ByteBuffer out) {
        return in(() -> verifications.recover(signature, out));
    }

    @Override
    public final void verifySignatureInit(
            @Nullable Mechanism mechanism,
            @Nullable ObjectHandle key,
            byte @Nullable [] signature) {
        run(() -> initVerification(mechanism, key, signature));
    }

    @Override
    public final void verifySignature(byte[] data) {
        run(() -> verifications.whole(data, null, true));
    }

    @Override
    public final void verifySignatureUpdate(byte[] data) {
        run(() -> verifications.update(data, true));
    }

    @Override
    public final void verifySignatureFinal() {
        run(() -> verifications.finish(null, true));
    }

    @Override
    public final int digestEncryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.digestEncrypt(data, out));
    }

    @Override
    public final int decryptDigestUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.decryptDigest(data, out));
    }

    @Override
    public final int signEncryptUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.signEncrypt(data, out));
    }

    @Override
    public final int decryptVerifyUpdate(byte[] data, @Nullable ByteBuffer out) {
        return in(() -> dual.decryptVerify(data, out));
    }

    private MeasuredCipher encryptor(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        return session.services()
                .operations()
                .encrypt(SignCalls.started(mechanism), SignCalls.key(key));
    }

    private MeasuredCipher decryptor(@Nullable Mechanism mechanism, @Nullable ObjectHandle key) {
        return session.services()
                .operations()
                .decrypt(SignCalls.started(mechanism), SignCalls.key(key));
    }

    private void initVerification(
            @Nullable Mechanism mechanism,
            @Nullable ObjectHandle key,
            byte @Nullable [] signature) {
        if (mechanism != null) {
            Arguments.notNull(signature, "the signature");
        }
        verifications.init(mechanism, key, signature);
    }
}
