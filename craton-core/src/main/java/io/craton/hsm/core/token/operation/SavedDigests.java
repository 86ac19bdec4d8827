package io.craton.hsm.core.token.operation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.spi.RandomSource;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Digests that were saved ({@code C_GetOperationState}). What the application gets is a ticket: the
 * state itself never leaves the module, so that it can neither be read nor forged. The newest
 * {@value #KEPT} are kept.
 */
public final class SavedDigests {
    private static final int KEPT = 256;
    private static final int TICKET_BYTES = 32;

    private final RandomSource random;

    @GuardedBy("this")
    private final Map<ByteBuffer, DigestingOperation> saved = new LinkedHashMap<>();

    /**
     * @param random where tickets come from
     */
    public SavedDigests(RandomSource random) {
        this.random = random;
    }

    /** Saves the state of a digest and gives its ticket. */
    public byte[] save(DigestingOperation digest, Operations operations) {
        DigestingOperation copy = digest.resume(operations);
        byte[] ticket = new byte[TICKET_BYTES];
        random.nextBytes(ticket);
        synchronized (this) {
            if (saved.size() == KEPT) {
                dropOldest();
            }
            saved.put(ByteBuffer.wrap(ticket.clone()), copy);
        }
        return ticket;
    }

    @GuardedBy("this")
    private void dropOldest() {
        DigestingOperation dropped = saved.remove(saved.keySet().iterator().next());
        if (dropped != null) {
            dropped.close();
        }
    }

    /**
     * A digest in the session that goes on from a saved state, or null if the ticket is not known.
     */
    public synchronized @Nullable DigestingOperation restore(byte[] ticket, Operations operations) {
        DigestingOperation kept = saved.get(ByteBuffer.wrap(ticket));
        return kept == null ? null : kept.resumed(operations);
    }
}
