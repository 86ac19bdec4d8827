package io.craton.hsm.core.object;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The locks under which objects are changed or destroyed in the store and in what is seen; readers
 * do not need them. Several objects share a lock: there may be millions of them. Safe for use by
 * several threads.
 */
public final class ObjectLocks {
    private static final int COUNT = 256;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(COUNT).toArray(Lock[]::new);

    /**
     * Does something with the locks of all these objects, which are taken in the same order in
     * every thread. One that several of them share is taken several times.
     */
    public void with(List<HsmObject> objects, Runnable work) {
        int[] wanted = new int[objects.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = number(objects.get(i));
        }
        Arrays.sort(wanted);
        int taken = 0;
        try {
            while (taken < wanted.length) {
                locks[wanted[taken]].lock();
                taken++;
            }
            work.run();
        } finally {
            while (taken > 0) {
                taken--;
                locks[wanted[taken]].unlock();
            }
        }
    }

    private static int number(HsmObject object) {
        return Math.floorMod(
                Long.hashCode(object.handle().value() * 0x9E37_79B9_7F4A_7C15L), COUNT);
    }
}
