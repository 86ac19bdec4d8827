package io.craton.hsm.core.token.operation;

import io.craton.hsm.Arguments;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.engine.spi.VerifyContext;

/** A verification under way. */
final class VerifyingOperation extends Operation implements VerifyOperation {
    private final VerifyContext context;
    private final JudgedData data;

    VerifyingOperation(Starter starter, KeyAccess access, VerifyContext context) {
        super(starter, access, context);
        this.context = context;
        this.data = new JudgedData(starter.caller().parts().policy().approvals(), access);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        Arguments.part(bytes, offset, length);
        step(() -> taken(bytes, offset, length));
    }

    private boolean taken(byte[] bytes, int offset, int length) {
        context.update(bytes, offset, length);
        data.update(bytes, offset, length);
        return true;
    }

    @Override
    public void verify(byte[] signature) {
        Arguments.notNull(signature, "the signature");
        last(() -> verified(signature));
    }

    private boolean verified(byte[] signature) {
        approvedIf(data::approved);
        context.verify(signature);
        return true;
    }

    /** Takes all the data and verifies. */
    void verify(byte[] all, byte[] signature) {
        only(() -> verified(all, signature));
    }

    private boolean verified(byte[] all, byte[] signature) {
        taken(all, 0, all.length);
        return verified(signature);
    }
}
