package io.craton.hsm.core.token;

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
    // Guarded by this.
    private final Map<ByteBuffer, Digesting> saved = new LinkedHashMap<>();

    SavedDigests(RandomSource random) {
        this.random = random;
    }

    /** Saves the state of a digest and gives its ticket. */
    public byte[] save(Digesting digest, CoreSession session) {
        Digesting copy = digest.resume(session);
        byte[] ticket = new byte[TICKET_BYTES];
        random.nextBytes(ticket);
        synchronized (this) {
            if (saved.size() == KEPT) {
                ByteBuffer oldest = saved.keySet().iterator().next();
                Digesting dropped = saved.remove(oldest);
                if (dropped != null) {
                    dropped.close();
                }
            }
            saved.put(ByteBuffer.wrap(ticket.clone()), copy);
        }
        return ticket;
    }

    /**
     * A digest in the session that goes on from a saved state, or null if the ticket is not known.
     */
    public synchronized @Nullable Digesting restore(byte[] ticket, CoreSession session) {
        Digesting kept = saved.get(ByteBuffer.wrap(ticket));
        return kept == null ? null : kept.resumed(session);
    }
}
