package io.craton.hsm.spi;

import java.time.Duration;

/** Where the threads of a module come from, how one of them waits, and how long that took. */
public interface Threads {
    /**
     * Makes a thread that does not keep the virtual machine alive, nor the class loader of the
     * application that came first.
     *
     * @param name for thread dumps; begins with {@code craton}
     * @param work what it does
     * @return not started
     */
    Thread daemon(String name, Runnable work);

    /**
     * Waits for the whole time, also if the thread is interrupted, whose mark is then set again:
     * who guesses PINs must not be able to cut a delay short.
     */
    void sleep(Duration time);

    /**
     * The time that has passed since some moment, in nanoseconds: for how long something has taken
     * or waited. It has nothing to do with the time of day.
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /** Those of the virtual machine. */
    Threads REAL =
            new Threads() {
                @Override
                public Thread daemon(String name, Runnable work) {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(null);
                    return thread;
                }

                @Override
                public void sleep(Duration time) {
                    long end = System.nanoTime() + time.toNanos();
                    boolean interrupted = false;
                    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                        interrupted |= interruptedIn(left);
                    }
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }

                private boolean interruptedIn(long nanos) {
                    try {
                        Thread.sleep(Duration.ofNanos(nanos).toMillis() + 1);
                        return false;
                    } catch (InterruptedException e) {
                        return true;
                    }
                }
            };
}
