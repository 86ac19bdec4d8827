package io.craton.hsm.engine.mac;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.DigestPool;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.spi.DigestContext;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A digest under way, whose function goes back to its pool when it is closed. */
final class PooledDigest implements DigestContext {
    private final DigestPool pool;
    private final int length;
    // Null once it is somebody else's.
    private @Nullable MessageDigest function;

    PooledDigest(DigestPool pool, int length) {
        this(pool, length, pool.take());
    }

    private PooledDigest(DigestPool pool, int length, MessageDigest function) {
        this.pool = pool;
        this.length = length;
        this.function = function;
    }

    private MessageDigest running() {
        MessageDigest own = function;
        if (own == null) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        return own;
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        running().update(data, offset, length);
    }

    // A copy of a digest has to be made by its library; ask for it before it is used.
    @Override
    public DigestContext copy() {
        return Guard.call("the state of the digest cannot be copied", this::copied);
    }

    private PooledDigest copied() throws CloneNotSupportedException {
        return new PooledDigest(pool, length, (MessageDigest) running().clone());
    }

    @Override
    public byte[] digest() {
        return running().digest();
    }

    @Override
    public int digestLength() {
        return length;
    }

    @Override
    public void close() {
        MessageDigest own = function;
        function = null;
        if (own != null) {
            pool.rest(own);
        }
    }

    @Override
    public String toString() {
        return "PooledDigest[" + length + " bytes]";
    }
}
