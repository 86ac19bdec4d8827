package io.craton.hsm.store.sqlite;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.Threads;
import io.craton.hsm.store.spi.CommitListener;
import io.craton.hsm.store.spi.ForeignCommit;
import io.craton.hsm.store.spi.RecordStore.Subscription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks every few milliseconds whether others have committed. */
final class Follower implements Subscription {
    private static final int PAUSE_MILLIS = 5;

    private final Database database;
    private final String volume;
    private final String opening;
    private final CommitListener listener;
    private final CountDownLatch end = new CountDownLatch(1);
    private long seen;
    private Thread thread;

    private record Change(long sequence, Bytes key) {}

    Follower(Database database, String volume, String opening, long seen, CommitListener listener) {
        this.database = database;
        this.volume = volume;
        this.opening = opening;
        this.seen = seen;
        this.listener = listener;
    }

    Follower start(Threads threads) {
        thread = threads.daemon("craton-sqlite follower", this::follow);
        thread.start();
        return this;
    }

    private void follow() {
        while (pause()) {
            look();
        }
    }

    private boolean pause() {
        try {
            return !end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void look() {
        List<Change> later =
                database.all(
                        row -> new Change(row.getLong(1), Bytes.of(row.getBytes(2))),
                        "SELECT sequence, key FROM changes"
                                + " WHERE volume = ? AND sequence > ? AND opening <> ?"
                                + " ORDER BY sequence",
                        volume,
                        seen,
                        opening);
        if (later.isEmpty()) {
            return;
        }
        Set<Bytes> keys = new HashSet<>();
        later.forEach(change -> keys.add(change.key()));
        seen = later.get(later.size() - 1).sequence();
        listener.committed(ForeignCommit.of(seen, keys));
    }

    @Override
    public void close() {
        end.countDown();
    }

    /** Waits for a call that is under way. */
    void join() {
        close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
