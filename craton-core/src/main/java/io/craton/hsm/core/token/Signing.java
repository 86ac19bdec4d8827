package io.craton.hsm.core.token;

import io.craton.hsm.SignOperation;
import io.craton.hsm.core.engine.SignContext;

/** A signature or MAC under way. */
final class Signing extends Operation implements SignOperation {
    private final SignContext context;

    Signing(CoreSession session, KeyAccess access, SignContext context) {
        super(session, access, context);
        this.context = context;
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        step(
                () -> {
                    context.update(data, offset, length);
                    return true;
                });
    }

    @Override
    public byte[] sign() {
        return last(context::sign);
    }

    @Override
    public int signatureLength() {
        return context.signatureLength();
    }
}
