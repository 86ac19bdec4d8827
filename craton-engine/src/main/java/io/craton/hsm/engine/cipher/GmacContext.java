package io.craton.hsm.engine.cipher;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.InUse;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.spi.SignContext;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Cipher;

/** A GMAC under way (SP 800-38D). */
final class GmacContext implements SignContext {
    private final InUse<KeyedCipher> cipher;
    private final int length;

    GmacContext(Supplier<KeyedCipher> starter, int length) {
        this.cipher = new InUse<>(starter);
        this.length = length;
    }

    @Override
    public void update(byte[] data, int offset, int count) {
        Cipher running = cipher.get().cipher();
        Guard.run(
                ReturnCode.CKR_FUNCTION_FAILED,
                "GMAC failed",
                () -> running.updateAAD(data, offset, count));
    }

    @Override
    public byte[] sign() {
        Cipher running = cipher.get().cipher();
        byte[] tag = Guard.call("GMAC failed", () -> running.doFinal());
        close();
        return Arrays.copyOf(tag, length);
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void close() {
        cipher.close();
    }
}
