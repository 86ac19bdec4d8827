package io.craton.hsm.core.token.operation;

import io.craton.hsm.Arguments;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.key.DigestedKey;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.spi.AuditEvent;

/** A digest under way. */
public final class DigestingOperation extends Operation implements DigestOperation {
    private final DigestContext context;

    DigestingOperation(
            Starter starter, MechanismType mechanism, boolean approved, DigestContext context) {
        super(starter, new Facts(mechanism, AuditEvent.DIGEST, approved, true), context);
        this.context = context;
    }

    /** A digest that goes on from the state of another. */
    public DigestingOperation resume(Operations other) {
        return step(() -> copy(other));
    }

    /** {@link #resume} of a digest whose own session may be closed. */
    DigestingOperation resumed(Operations other) {
        return locked(() -> copy(other));
    }

    private DigestingOperation copy(Operations other) {
        return new DigestingOperation(other.starter(), mechanism(), isApproved(), context.copy());
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        Arguments.part(data, offset, length);
        step(
                () -> {
                    context.update(data, offset, length);
                    return true;
                });
    }

    /**
     * Refuses a handle that names nothing; the digest goes on.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID}
     */
    public void requireObject(ObjectHandle key) {
        caller().get(Arguments.notNull(key, "the key"), ReturnCode.CKR_KEY_HANDLE_INVALID);
    }

    @Override
    public void updateKey(ObjectHandle key) {
        requireObject(key);
        step(
                () -> {
                    DigestedKey.into(context, caller(), mechanism(), key);
                    return true;
                });
    }

    @Override
    public byte[] digest() {
        return last(context::digest);
    }

    /** Takes all the data and gives its digest. */
    byte[] digest(byte[] all) {
        return only(() -> digested(all));
    }

    private byte[] digested(byte[] all) {
        context.update(all, 0, all.length);
        return context.digest();
    }

    @Override
    public int digestLength() {
        return context.digestLength();
    }
}
