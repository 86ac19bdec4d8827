package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore.OthersChanges;
import io.craton.hsm.store.crypto.Gcm;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.header.PinGate;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.SerialNumbers;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.TokenRecords;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that is in a slot now: its header behind the {@link PinGate}, its volume, and the rule
 * that nobody uses a token while it is replaced.
 */
final class LiveToken implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveToken.class);

    private final int slot;
    private final StoreSettings settings;
    private final SlotStorage storage;
    private final PinGate gate;
    private final Gcm gcm = new Gcm();
    private final PinWrap wrap;

    /** Everybody who uses the token shares it; who replaces the token has it alone. */
    private final ReentrantReadWriteLock usage = new ReentrantReadWriteLock();

    /** Null if there is no token, or its records could not be opened yet. */
    private volatile @Nullable TokenRecords objects;

    private volatile Consumer<OthersChanges> follower = changes -> {};

    /** Guards the opening of the records of a token that is in force already. */
    private final Object opening = new Object();

    /** Guarded by {@link #usage}. */
    private boolean closed;

    LiveToken(int slot, SlotStorage storage, StoreSettings settings) {
        this.slot = slot;
        this.storage = storage;
        this.settings = settings;
        this.wrap = new PinWrap(gcm, settings.random());
        this.gate = new PinGate(storage.headers(), wrap, settings.maxFailedLogins());
        TokenHeader header = gate.current();
        if (header == null) {
            return;
        }
        if (header.slot() != slot) {
            String belongs = storage.headers().describe() + " belongs to slot " + header.slot();
            String advice = "; put the files back where they were";
            throw Failures.unusable(belongs + ", not to slot " + slot + advice);
        }
        SerialNumbers.check(settings, slot, header);
        this.objects = openRecords(header);
    }

    private TokenRecords openRecords(TokenHeader header) {
        RecordStore records = storage.open(header.volume());
        return TokenRecords.open(records, header, gcm, settings, this::othersChanged);
    }

    /** Hears of what others do to the objects of the token that is there, and of later ones. */
    void follow(Consumer<OthersChanges> listener) {
        follower = listener;
    }

    private void othersChanged(OthersChanges changes) {
        follower.accept(changes);
    }

    int slot() {
        return slot;
    }

    StoreSettings settings() {
        return settings;
    }

    SlotStorage storage() {
        return storage;
    }

    PinGate gate() {
        return gate;
    }

    PinWrap wrap() {
        return wrap;
    }

    Gcm gcm() {
        return gcm;
    }

    /** Something that is done with the token. */
    interface Work<T> {
        T get();
    }

    /** Does something while the token is not replaced. */
    <T> T shared(Work<T> work) {
        return under(usage.readLock(), work);
    }

    /** Does something while nobody uses the token. */
    <T> T alone(Work<T> work) {
        return under(usage.writeLock(), work);
    }

    private <T> T under(Lock lock, Work<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new HsmException(
                        ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                        "the store has been closed; open it again");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** The objects, or null if there is no token, or its records still cannot be opened. */
    @Nullable TokenRecords present() {
        TokenRecords present = objects;
        TokenHeader header = present == null ? gate.current() : null;
        if (header == null) {
            return present;
        }
        try {
            return opened(header);
        } catch (HsmException e) {
            return null;
        }
    }

    /** The objects. */
    TokenRecords records() {
        TokenRecords present = objects;
        return present == null ? opened(gate.required()) : present;
    }

    /** The records of a token that could not be opened when it came into force. */
    private TokenRecords opened(TokenHeader header) {
        synchronized (opening) {
            TokenRecords present = objects;
            if (present != null) {
                return present;
            }
            TokenRecords found = openRecords(header);
            objects = found;
            return found;
        }
    }

    /** The last commit of the token that is there. */
    long sequence() {
        TokenRecords present = present();
        return present == null ? 0 : present.records().sequence();
    }

    /**
     * Puts a token that was built in the place of the one that is there. From the write of the
     * header on it is the new one, whatever happens afterwards: records that cannot be opened now
     * are opened when they are used. To be called {@link #alone}.
     */
    void switchTo(TokenHeader header) {
        gate.replace(header);
        TokenRecords old = objects;
        objects = null;
        if (old != null) {
            try {
                old.close();
            } catch (HsmException e) {
                LOG.warn("the records that were replaced could not be closed", e);
            }
        }
        try {
            opened(header);
        } catch (HsmException e) {
            LOG.warn("the records of the new token are not open yet", e);
        }
    }

    /**
     * Destroys the token that is there. Once that has begun there is none, whatever happens
     * afterwards. To be called {@link #alone}.
     */
    void destroy() {
        storage.beginDestruction();
        TokenRecords old = objects;
        objects = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (HsmException e) {
            LOG.warn("the records that are destroyed could not be closed", e);
        }
        storage.finishDestruction();
    }

    @Override
    public void close() {
        Lock lock = usage.writeLock();
        lock.lock();
        try {
            TokenRecords present = objects;
            closed = true;
            objects = null;
            if (present != null) {
                present.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
