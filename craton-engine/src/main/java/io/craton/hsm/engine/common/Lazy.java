package io.craton.hsm.engine.common;

import org.jspecify.annotations.Nullable;

/**
 * Something that is made when it is first asked for, such as the form of a key in a library that
 * not every call uses. Safe for use by several threads; two of them may make it at once, and one of
 * both is kept.
 */
public final class Lazy<T> {
    private volatile @Nullable T value;

    /** What is kept, or else what the call makes. */
    public T get(Guard.Call<T> maker) throws Exception {
        T kept = value;
        if (kept == null) {
            kept = maker.run();
            value = kept;
        }
        return kept;
    }

    /** Says nothing of it. */
    @Override
    public String toString() {
        return "Lazy[]";
    }
}
