package io.craton.hsm.provider.signature;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.provider.key.PublicKeyObject;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import org.jspecify.annotations.Nullable;

/** Verifies with a public key of whatever origin. */
final class VerifyingTask extends SignatureTask {
    private final Object owner;
    private final ProviderToken token;
    private final int orderLength;
    private final PublicKeyObject object;
    private @Nullable VerifyOperation operation;

    VerifyingTask(Object owner, ProviderToken token, PublicKey key, boolean buffered)
            throws InvalidKeyException {
        super(buffered);
        this.owner = owner;
        this.token = token;
        this.orderLength = orderLength(key);
        this.object = PublicKeyObject.of(token, key, AttributeType.CKA_VERIFY);
    }

    // A key of another provider need not be an ECPublicKey: its encoding is what counts.
    private static int orderLength(PublicKey key) throws InvalidKeyException {
        try {
            return X509PublicKeys.orderLength(X509PublicKeys.encoding(key));
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(InvalidKeyException::new, "the public key cannot be used", e);
        }
    }

    /** The length of r and of s of an ECDSA signature, in bytes; 0 for other keys. */
    int orderLength() {
        return orderLength;
    }

    @Override
    void touch() {
        // The key is in the caller's hands; the module sees it when the operation starts.
    }

    @Override
    void open(Mechanism mechanism) {
        VerifyOperation started =
                object.use((session, handle) -> session.verifier(mechanism, handle));
        operation = started;
        PublicKeyObject made = object;
        watch(token.reaper(), owner, () -> end(started, made));
    }

    private static void end(VerifyOperation operation, PublicKeyObject object) {
        operation.close();
        object.close();
    }

    @Override
    void feed(byte[] data, int offset, int length) {
        operation().update(data, offset, length);
    }

    private VerifyOperation operation() {
        VerifyOperation now = operation;
        if (now == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "no verification is under way");
        }
        return now;
    }

    void verify(byte[] signature) {
        try {
            flush();
            operation().verify(signature);
        } finally {
            cancel();
        }
    }

    @Override
    void abandon() {
        VerifyOperation now = operation;
        operation = null;
        if (now != null) {
            end(now, object);
        }
    }
}
