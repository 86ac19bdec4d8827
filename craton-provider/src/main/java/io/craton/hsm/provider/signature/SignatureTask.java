package io.craton.hsm.provider.signature;

import io.craton.hsm.Mechanism;
import io.craton.hsm.provider.token.Reaper;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import org.jspecify.annotations.Nullable;

/**
 * A key and what is done with it, again and again: the state of a signature object after its
 * initialisation.
 */
abstract class SignatureTask implements AutoCloseable {
    private final @Nullable ByteArrayOutputStream buffer;
    private boolean begun;
    private boolean dirty;
    private Reaper.@Nullable Ticket ticket;

    SignatureTask(boolean buffered) {
        this.buffer = buffered ? new ByteArrayOutputStream() : null;
    }

    /** Looks whether the key is there. */
    abstract void touch() throws InvalidKeyException;

    /** Starts the module's operation. */
    abstract void open(Mechanism mechanism) throws InvalidKeyException;

    /** Hands data to the module's operation. */
    abstract void feed(byte[] data, int offset, int length);

    /** Cancels the module's operation, if there is one. */
    abstract void abandon();

    final void begin(Mechanism mechanism) throws InvalidKeyException {
        cancel();
        open(mechanism);
        begun = true;
    }

    /**
     * Has an operation cancelled that is left under way by an object that nobody can reach any
     * more.
     */
    final void watch(Reaper reaper, Object owner, Runnable end) {
        ticket = reaper.watch(owner, end);
    }

    final boolean begun() {
        return begun;
    }

    /** Whether data has been given since the last start. */
    final boolean dirty() {
        return dirty;
    }

    final void update(byte[] data, int offset, int length) {
        dirty = true;
        if (buffer != null) {
            buffer.write(data, offset, length);
        } else {
            feed(data, offset, length);
        }
    }

    /** Hands over what was kept until now. */
    final void flush() {
        if (buffer != null) {
            byte[] data = buffer.toByteArray();
            feed(data, 0, data.length);
        }
    }

    /** The operation has ended; the next data starts another one. */
    final void ended() {
        begun = false;
        dirty = false;
        if (buffer != null) {
            buffer.reset();
        }
        Reaper.Ticket watched = ticket;
        ticket = null;
        if (watched != null) {
            watched.cancel();
        }
    }

    final void cancel() {
        if (begun) {
            abandon();
        }
        ended();
    }

    @Override
    public void close() {
        cancel();
    }
}
