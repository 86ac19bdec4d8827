package io.craton.hsm.provider.signature;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.provider.key.TokenPrivateKey;
import java.security.InvalidKeyException;
import org.jspecify.annotations.Nullable;

/** Signs with a key in the token. */
final class SigningTask extends SignatureTask {
    private final Object owner;
    private final TokenPrivateKey key;
    private @Nullable SignOperation operation;

    SigningTask(Object owner, TokenPrivateKey key, boolean buffered) {
        super(buffered);
        this.owner = owner;
        this.key = key;
    }

    @Override
    void touch() {
        key.ref().touch();
    }

    @Override
    void open(Mechanism mechanism) throws InvalidKeyException {
        if (key.isDestroyed()) {
            throw new InvalidKeyException("destroy() was called on this key");
        }
        SignOperation started =
                key.ref().use((session, handle) -> session.signer(mechanism, handle));
        operation = started;
        watch(key.ref().token().reaper(), owner, started::close);
        key.ref().authenticate(started::authenticate);
    }

    private SignOperation operation() {
        SignOperation now = operation;
        if (now == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "no signature is under way");
        }
        return now;
    }

    @Override
    void feed(byte[] data, int offset, int length) {
        operation().update(data, offset, length);
    }

    byte[] sign() {
        flush();
        byte[] signature = operation().sign();
        operation = null;
        ended();
        return signature;
    }

    @Override
    void abandon() {
        SignOperation now = operation;
        operation = null;
        if (now != null) {
            now.close();
        }
    }
}
