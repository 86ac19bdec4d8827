package io.craton.hsm.audit;

import io.craton.hsm.audit.file.AppendFile;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A real log file that counts what is done to it, and can hold a forced write up. */
final class CountingFile implements LogFile {
    private final AppendFile file;
    private final AtomicLong appends = new AtomicLong();
    private final AtomicLong forces = new AtomicLong();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holding;

    CountingFile(Path path) throws IOException {
        file = AppendFile.open(path, FileRules.of("0600"));
    }

    long appends() {
        return appends.get();
    }

    long forces() {
        return forces.get();
    }

    /** From now on a forced write waits for {@link #releaseForces}. */
    void holdForces() {
        holding = true;
    }

    /** Waits until one does. */
    void awaitHeld() throws InterruptedException {
        held.await();
    }

    void releaseForces() {
        holding = false;
        released.countDown();
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
        appends.incrementAndGet();
        file.append(bytes, offset, length);
    }

    @Override
    public void force() throws IOException {
        forces.incrementAndGet();
        if (holding) {
            held.countDown();
            awaitReleased();
        }
        file.force();
    }

    private void awaitReleased() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
        file.truncate(length);
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        file.read(position, into, offset, length);
    }

    @Override
    public boolean replaced() throws IOException {
        return file.replaced();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
