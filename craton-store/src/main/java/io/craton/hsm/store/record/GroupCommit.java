package io.craton.hsm.store.record;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Callers that arrive together are committed together, with one forced write: whoever gets the turn
 * does the work of all who wait. There is no thread of its own, and interrupting a caller does not
 * stop it.
 *
 * @param <R> what is asked for
 */
final class GroupCommit<R extends GroupCommit.Request> {
    private static final int LARGEST_GROUP = 256;

    private final Queue<R> waiting = new ConcurrentLinkedQueue<>();

    /**
     * Who holds it commits for all; everything that a commit changes in memory is guarded by it.
     */
    private final ReentrantLock turn = new ReentrantLock();

    private final Consumer<List<R>> commit;

    /** What one caller asks for, and what has become of it. Guarded by the turn. */
    abstract static class Request {
        private boolean done;
        private @Nullable RuntimeException failure;

        void fail(RuntimeException e) {
            failure = e;
        }

        /** It is tried again: what it failed with does not count. */
        void again() {
            failure = null;
        }

        boolean failed() {
            return failure != null;
        }
    }

    /**
     * @param commit does what a group asks for; a request that it does not {@link Request#fail} has
     *     been done; if it throws, none has
     */
    GroupCommit(Consumer<List<R>> commit) {
        this.commit = commit;
    }

    /** Returns when the request is durable. */
    void run(R request) {
        waiting.add(request);
        turn.lock();
        try {
            while (!isDone(request)) {
                lead();
            }
        } finally {
            turn.unlock();
        }
        RuntimeException failure = failure(request);
        if (failure != null) {
            throw failure;
        }
    }

    private static boolean isDone(Request request) {
        return request.done;
    }

    private static @Nullable RuntimeException failure(Request request) {
        return request.failure;
    }

    private void lead() {
        List<R> group = new ArrayList<>();
        for (R next = waiting.poll();
                next != null;
                next = group.size() < LARGEST_GROUP ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            commit.accept(group);
        } catch (RuntimeException e) {
            group.forEach(request -> request.fail(e));
        } catch (Error e) {
            String cutOff = "the commit was cut off by " + e.getClass().getName();
            group.forEach(
                    request ->
                            request.fail(
                                    new HsmException(ReturnCode.CKR_GENERAL_ERROR, cutOff, e)));
            throw e;
        } finally {
            group.forEach(GroupCommit::finish);
        }
    }

    private static void finish(Request request) {
        request.done = true;
    }

    /** Runs something between two commits. */
    void between(Runnable action) {
        turn.lock();
        try {
            action.run();
        } finally {
            turn.unlock();
        }
    }
}
