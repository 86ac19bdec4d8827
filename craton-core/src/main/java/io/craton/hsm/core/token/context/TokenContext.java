package io.craton.hsm.core.token.context;

import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.ObjectLocks;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What everything that is done with a token works on: the parts of the module, the store, the index
 * of the objects, and the applications that use it. Safe for use by several threads.
 */
public final class TokenContext {
    private final Parts parts;
    private final int slot;
    private final TokenStore store;
    private final Supplier<TokenStore.@Nullable StoreMark> mark;
    private final Applications applications;
    private final ObjectIndex index;
    private final ObjectLocks locks = new ObjectLocks();
    private final Object transactions = new Object();

    /**
     * @param parts what the module consists of
     * @param slot the id of the slot
     * @param store what is kept of the token
     * @param mark what the store says of itself, for the record of a change; null for nothing
     */
    public TokenContext(
            Parts parts,
            int slot,
            TokenStore store,
            Supplier<TokenStore.@Nullable StoreMark> mark) {
        this.parts = parts;
        this.slot = slot;
        this.store = store;
        this.mark = mark;
        this.index = new ObjectIndex(parts.config().clock());
        this.applications = new Applications(slot, parts.config(), store.state().initialized());
    }

    /** What the module consists of. */
    public Parts parts() {
        return parts;
    }

    /** The id of the slot. */
    public int slot() {
        return slot;
    }

    /** What is kept of the token. */
    public TokenStore store() {
        return store;
    }

    /** The objects that somebody can see. */
    public ObjectIndex index() {
        return index;
    }

    /** Under which objects are changed or destroyed in the store and in what is seen. */
    public ObjectLocks locks() {
        return locks;
    }

    /** Who uses the token. */
    public Applications applications() {
        return applications;
    }

    /** Those who change several objects by what they have seen do it one after the other. */
    public Object transactions() {
        return transactions;
    }

    /** Something has changed that is not known object by object. */
    public void changed() {
        index.everythingChanged();
    }

    /** A handle that no object has. */
    public ObjectHandle newHandle() {
        return new ObjectHandle(parts.handles().next());
    }

    /**
     * Ends a record and writes it, with the state of the store if it is that of a change.
     *
     * @param change whether something durable was changed
     */
    public void record(AuditRecord.Builder record, boolean change, AuditRecord.Caller caller) {
        if (change) {
            record.mark(mark.get());
        }
        parts.audit().record(record.by(caller).build());
    }
}
