package io.craton.hsm.core.function;

import io.craton.hsm.ObjectHandle;
import java.util.List;

/** A search: the objects that matched when it began, given out in pieces. */
final class FindOperation implements AutoCloseable {
    private final List<ObjectHandle> found;
    private int next;

    FindOperation(List<ObjectHandle> found) {
        this.found = found;
    }

    List<ObjectHandle> next(int max) {
        int end = (int) Math.min(found.size(), (long) next + max);
        List<ObjectHandle> piece = List.copyOf(found.subList(next, end));
        next = end;
        return piece;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
