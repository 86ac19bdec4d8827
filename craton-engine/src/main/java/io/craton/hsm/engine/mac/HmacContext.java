package io.craton.hsm.engine.mac;

import io.craton.hsm.Digest;
import io.craton.hsm.engine.common.InUse;
import io.craton.hsm.engine.common.KeyedMac;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.spi.SignContext;
import java.util.Arrays;

/** An HMAC under way. */
final class HmacContext implements SignContext {
    private final int length;
    private final InUse<KeyedMac> mac;

    HmacContext(Digest hash, LibraryKey key, int length, Libraries libraries) {
        this.length = length;
        this.mac = new InUse<>(() -> libraries.macs(hash).start(key));
    }

    @Override
    public void update(byte[] data, int offset, int count) {
        mac.get().mac().update(data, offset, count);
    }

    @Override
    public byte[] sign() {
        byte[] result = mac.get().mac().doFinal();
        mac.close();
        return length == result.length ? result : Arrays.copyOf(result, length);
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void close() {
        mac.close();
    }
}
