package io.craton.hsm.core.token.operation;

import io.craton.hsm.Arguments;
import io.craton.hsm.SignOperation;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.engine.spi.SignContext;

/** A signature or MAC under way. */
final class SigningOperation extends Operation implements SignOperation {
    private final SignContext context;
    private final JudgedData data;

    SigningOperation(Starter starter, KeyAccess access, SignContext context) {
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
    public byte[] sign() {
        return last(this::signed);
    }

    private byte[] signed() {
        approvedIf(data::approved);
        return context.sign();
    }

    /** Takes all the data and signs. */
    byte[] sign(byte[] all) {
        return only(() -> signed(all));
    }

    private byte[] signed(byte[] all) {
        taken(all, 0, all.length);
        return signed();
    }

    @Override
    public int signatureLength() {
        return context.signatureLength();
    }
}
