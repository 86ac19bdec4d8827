package io.craton.hsm.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where a module keeps secrets for longer than a call. The engine gives the store its own: outside
 * the Java heap, whose collectors leave copies behind that nothing can wipe. Safe for use by
 * several threads.
 */
public interface SecretMemory {
    /** On the Java heap: for secrets that are wiped soon, and for stores without an engine. */
    SecretMemory HEAP = OnHeap::new;

    /**
     * Takes a secret over.
     *
     * @param secret copied, then overwritten with zeros
     */
    Secret take(byte[] secret);

    /** A secret that is kept. */
    interface Secret extends AutoCloseable {
        /**
         * A copy; whoever asks wipes it.
         *
         * @param access shows that the caller is one of those who read secrets
         * @throws RuntimeException if the secret is closed
         */
        byte[] copy(SecretAccess access);

        /** Overwrites the secret. */
        @Override
        void close();
    }

    /** A secret in an array. */
    final class OnHeap implements Secret {
        @GuardedBy("this")
        private final byte[] bytes;

        @GuardedBy("this")
        private boolean closed;

        private OnHeap(byte[] secret) {
            this.bytes = secret.clone();
            Arrays.fill(secret, (byte) 0);
        }

        @Override
        public synchronized byte[] copy(SecretAccess access) {
            Objects.requireNonNull(access);
            if (closed) {
                throw new IllegalStateException("the secret was wiped");
            }
            return bytes.clone();
        }

        @Override
        public synchronized void close() {
            closed = true;
            Arrays.fill(bytes, (byte) 0);
        }

        /** Says nothing of the secret. */
        @Override
        public String toString() {
            return "Secret";
        }
    }
}
