package io.craton.hsm.core.engine.mac;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.SignContext;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.engine.common.InstancePool;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import java.util.Arrays;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** An HMAC under way, with one of the idle MACs of its key. */
final class HmacContext implements SignContext {
    private final int length;
    private final InstancePool<Mac> pool;
    private @Nullable Mac mac;

    HmacContext(Hash hash, LibraryKey key, int length, Libraries libraries) {
        this.length = length;
        this.pool = key.macs(hash.hmacName());
        this.mac = pool.take();
        if (mac == null) {
            mac =
                    Guard.call(
                            "the HMAC failed",
                            () -> {
                                Mac made = libraries.hmac(hash);
                                made.init(key);
                                return made;
                            });
        }
    }

    @Override
    public void update(byte[] data, int offset, int count) {
        running().update(data, offset, count);
    }

    @Override
    public byte[] sign() {
        Mac running = running();
        byte[] result = running.doFinal();
        mac = null;
        pool.give(running);
        return length == result.length ? result : Arrays.copyOf(result, length);
    }

    @Override
    public int signatureLength() {
        return length;
    }

    private Mac running() {
        if (mac == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        return mac;
    }

    @Override
    public void close() {
        Mac unused = mac;
        mac = null;
        if (unused != null) {
            unused.reset();
            pool.give(unused);
        }
    }
}
