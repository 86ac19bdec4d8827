package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.SignContext;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.InstancePool;
import java.util.Arrays;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** A GMAC under way (SP 800-38D). */
final class GmacContext implements SignContext {
    private final InstancePool<Cipher> pool;
    private final int length;
    private @Nullable Cipher cipher;

    GmacContext(Cipher cipher, InstancePool<Cipher> pool, int length) {
        this.cipher = cipher;
        this.pool = pool;
        this.length = length;
    }

    @Override
    public void update(byte[] data, int offset, int count) {
        Cipher running = running();
        Guard.run(
                ReturnCode.CKR_FUNCTION_FAILED,
                "GMAC failed",
                () -> running.updateAAD(data, offset, count));
    }

    @Override
    public byte[] sign() {
        Cipher running = running();
        byte[] tag = Guard.call("GMAC failed", () -> running.doFinal());
        cipher = null;
        pool.give(running);
        return Arrays.copyOf(tag, length);
    }

    private Cipher running() {
        if (cipher == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        return cipher;
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void close() {
        cipher = null;
    }
}
