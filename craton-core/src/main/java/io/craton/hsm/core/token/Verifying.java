package io.craton.hsm.core.token;

import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.engine.VerifyContext;

/** A verification under way. */
final class Verifying extends Operation implements VerifyOperation {
    private final VerifyContext context;

    Verifying(CoreSession session, KeyAccess access, VerifyContext context) {
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
    public void verify(byte[] signature) {
        last(
                () -> {
                    context.verify(signature);
                    return true;
                });
    }
}
