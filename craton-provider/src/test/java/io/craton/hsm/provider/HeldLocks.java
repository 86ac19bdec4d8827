package io.craton.hsm.provider;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.security.Provider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that has all locks and monitors of objects of this product, as another thread may at the
 * moment of a fork. In the child nobody is left to release them.
 */
final class HeldLocks {
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<Object> monitors = new ArrayList<>();
    private final List<ReentrantLock> locks = new ArrayList<>();
    private final Thread holder = new Thread(this::hold, "holder");

    private HeldLocks() {}

    /** Takes what these objects, and those of this product that they refer to, can lock. */
    static HeldLocks of(Collection<Object> objects) throws Exception {
        HeldLocks held = new HeldLocks();
        held.find(objects);
        held.holder.start();
        held.held.await();
        return held;
    }

    int count() {
        return monitors.size() + locks.size();
    }

    void release() throws InterruptedException {
        released.countDown();
        holder.join();
    }

    private void find(Collection<Object> objects) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> waiting = new ArrayDeque<>(objects);
        while (!waiting.isEmpty()) {
            Object object = waiting.poll();
            if (object == null || !seen.add(object)) {
                continue;
            }
            if (object instanceof ReentrantLock lock) {
                locks.add(lock);
            } else if (object instanceof AtomicReference<?> reference) {
                add(waiting, reference.get());
            } else if (object instanceof Map<?, ?> map && !(object instanceof Provider)) {
                map.values().forEach(value -> add(waiting, value));
            } else if (object instanceof Collection<?> collection) {
                collection.forEach(value -> add(waiting, value));
            } else if (isOurs(object)) {
                if (!(object instanceof Provider)) {
                    monitors.add(object);
                }
                fields(object, waiting);
            } else if (objects.contains(object)) {
                fields(object, waiting); // the service behind an object of JCA
            }
        }
    }

    private static void add(Deque<Object> waiting, Object value) {
        if (value != null) {
            waiting.add(value);
        }
    }

    private static boolean isOurs(Object object) {
        Class<?> type = object.getClass();
        return type.getName().startsWith("io.craton.hsm.") && !type.isEnum() && !type.isHidden();
    }

    private static void fields(Object object, Deque<Object> waiting) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean primitive = field.getType().isPrimitive();
                if (primitive || Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    add(waiting, field.get(object));
                } catch (InaccessibleObjectException e) {
                    continue; // of the JDK
                }
            }
        }
    }

    private void hold() {
        locks.forEach(ReentrantLock::lock);
        hold(0);
        locks.forEach(ReentrantLock::unlock);
    }

    /**
     * Without this the JVM knows the owner by the place of its stack, where a new thread of the
     * child may have its own.
     */
    @SuppressWarnings("WaitNotInLoop")
    private static void inflate(Object monitor) {
        try {
            monitor.wait(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(int from) {
        if (from == monitors.size()) {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        Object monitor = monitors.get(from);
        synchronized (monitor) {
            inflate(monitor);
            hold(from + 1);
        }
    }
}
