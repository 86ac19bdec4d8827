package io.craton.hsm.provider.cipher;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.Reaper;
import org.jspecify.annotations.Nullable;

/** An encryption or decryption with a key of the token, started and started again. */
final class CipherTask implements AutoCloseable {
    private final Object owner;
    private final OpaqueKey key;
    private final boolean encrypting;
    private @Nullable CipherOperation operation;
    private Reaper.@Nullable Ticket ticket;

    CipherTask(Object owner, OpaqueKey key, boolean encrypting) {
        this.owner = owner;
        this.key = key;
        this.encrypting = encrypting;
    }

    OpaqueKey key() {
        return key;
    }

    boolean encrypting() {
        return encrypting;
    }

    /** Whether an operation is under way. */
    boolean begun() {
        return operation != null;
    }

    /** Starts, and cancels what was under way. */
    void begin(Mechanism mechanism) {
        close();
        CipherOperation started =
                key.ref()
                        .use(
                                (session, handle) ->
                                        encrypting
                                                ? session.encryptor(mechanism, handle)
                                                : session.decryptor(mechanism, handle));
        operation = started;
        key.ref().authenticate(started::authenticate);
    }

    private CipherOperation operation() {
        CipherOperation now = operation;
        if (now == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "nothing is under way");
        }
        return now;
    }

    byte[] update(byte[] data, int offset, int length) {
        CipherOperation now = operation();
        if (ticket == null) {
            // An operation has no key before it has data: until then it can be left as it is.
            ticket = key.ref().token().reaper().watch(owner, now::close);
        }
        return now.update(data, offset, length);
    }

    byte[] doFinal(byte[] data, int offset, int length) {
        byte[] result = operation().doFinal(data, offset, length);
        ended();
        return result;
    }

    /** The initialisation vector in use. */
    byte[] iv() {
        return operation().iv();
    }

    int outputLength(int inputLength) {
        try {
            return operation().outputLength(inputLength);
        } catch (HsmException e) {
            throw JcaFailures.state(e);
        }
    }

    private void ended() {
        operation = null;
        Reaper.Ticket watched = ticket;
        ticket = null;
        if (watched != null) {
            watched.cancel();
        }
    }

    @Override
    public void close() {
        CipherOperation now = operation;
        ended();
        if (now != null) {
            now.close();
        }
    }
}
