package io.craton.hsm.core.token.operation;

import io.craton.hsm.Arguments;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.engine.spi.CipherContext;

/** An encryption or decryption under way. */
final class CipheringOperation extends Operation implements MeasuredCipher {
    private final CipherContext context;
    private final byte[] iv;

    CipheringOperation(Starter starter, KeyAccess access, CipherContext context, byte[] iv) {
        super(starter, access, context);
        this.context = context;
        this.iv = iv;
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        Arguments.part(data, offset, length);
        return part(() -> context.update(data, offset, length));
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        Arguments.part(data, offset, length);
        return last(() -> context.doFinal(data, offset, length));
    }

    /** Takes all the data and gives all of the result. */
    byte[] transform(byte[] all) {
        return only(() -> context.doFinal(all, 0, all.length));
    }

    @Override
    public int outputLength(int inputLength) {
        return Math.max(context.updateLength(inputLength), context.finalLength(inputLength));
    }

    @Override
    public int updateLength(int inputLength) {
        context.checkUpdate(inputLength);
        return context.updateLength(inputLength);
    }

    @Override
    public int finalLength(int inputLength) {
        context.checkFinal(inputLength);
        return context.finalLength(inputLength);
    }

    @Override
    public byte[] iv() {
        return iv.clone();
    }
}
