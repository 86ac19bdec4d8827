package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operation computes with: it gets its key with the first data and loses it at the end, so
 * that an operation without data has no key. One thread at a time.
 */
public final class InUse<T extends InUse.Keyed> implements AutoCloseable {
    /** Something with a key, which closing takes from it. */
    public interface Keyed extends AutoCloseable {
        @Override
        void close();
    }

    private final Supplier<T> starter;
    private @Nullable T started;
    private boolean ended;

    /** What the starter gives is closed here. */
    public InUse(Supplier<T> starter) {
        this.starter = starter;
    }

    /**
     * What computes, with its key.
     *
     * @throws HsmException {@code CKR_OPERATION_NOT_INITIALIZED} if this has been closed
     */
    public T get() {
        if (ended) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        T running = started;
        if (running == null) {
            running = starter.get();
            started = running;
        }
        return running;
    }

    /** Takes the key back. */
    @Override
    public void close() {
        ended = true;
        T running = started;
        started = null;
        if (running != null) {
            running.close();
        }
    }
}
