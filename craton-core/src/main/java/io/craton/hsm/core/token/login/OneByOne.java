package io.craton.hsm.core.token.login;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets what is done with logins through one by one, in the order in which it comes. */
final class OneByOne {
    private final ReentrantLock lock = new ReentrantLock(true);

    <T> T get(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void run(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
