package io.craton.hsm.audit;

import io.craton.hsm.audit.file.AppendFile;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that takes so many bytes more; a write that does not fit leaves a half line behind. */
final class SmallDisk {
    final AtomicLong room = new AtomicLong(Long.MAX_VALUE / 2);
    final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
    volatile boolean forceFails;

    /** Lets writes wait until {@link #release}. */
    void hold() {
        gate.drainPermits();
    }

    void release() {
        gate.release(Integer.MAX_VALUE / 2);
    }

    LogFile open(Path path) throws IOException {
        AppendFile file = AppendFile.open(path, FileRules.of("0600"));
        return new LogFile() {
            @Override
            public void append(byte[] bytes, int offset, int length) throws IOException {
                gate.acquireUninterruptibly();
                int fits = (int) Math.max(0, Math.min(length, room.get()));
                file.append(bytes, offset, fits);
                room.addAndGet(-fits);
                if (fits < length) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void force() throws IOException {
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                file.force();
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
            public void read(long position, byte[] into, int offset, int length)
                    throws IOException {
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
        };
    }
}
