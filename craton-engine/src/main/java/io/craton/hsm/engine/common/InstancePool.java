package io.craton.hsm.engine.common;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few idle instances of something that costs much to make, such as a cipher. No locks, no thread
 * locals: what is not in the pool is garbage when its user is done. Safe for use by several
 * threads.
 */
public final class InstancePool<T> {
    private final int size;
    private final AtomicReferenceArray<@Nullable T> idle;

    /** A pool of at most so many. */
    public InstancePool(int size) {
        this.size = size;
        this.idle = new AtomicReferenceArray<>(size);
    }

    /** An idle instance, or null if there is none. */
    public @Nullable T take() {
        int start = start();
        for (int i = 0; i < size; i++) {
            int slot = (start + i) % size;
            if (idle.getPlain(slot) != null) {
                T instance = idle.getAndSet(slot, null);
                if (instance != null) {
                    return instance;
                }
            }
        }
        return null;
    }

    /** Gives an instance back; it is dropped if the pool is full. */
    public void give(T instance) {
        int start = start();
        for (int i = 0; i < size; i++) {
            int slot = (start + i) % size;
            if (idle.getPlain(slot) == null && idle.compareAndSet(slot, null, instance)) {
                return;
            }
        }
    }

    /** Drops every idle instance. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            idle.set(i, null);
        }
    }

    private int start() {
        return (int) (Thread.currentThread().getId() % size);
    }
}
