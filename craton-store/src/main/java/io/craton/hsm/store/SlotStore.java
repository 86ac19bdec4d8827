package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupOptions;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.BackupSecret;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token of one slot: its header and PINs ({@link PinGate}) and its objects ({@link ObjectRecords}). */
final class SlotStore implements TokenStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlotStore.class);

    private final int slot;
    private final StoreSettings settings;
    private final FileSpace space;
    private final VolumeFiles volumes;
    private final PinGate gate;
    private final PinWrap wrap;
    private final Gcm gcm = new Gcm();
    /** Everybody who uses the token shares it; who replaces the token has it alone. */
    private final ReentrantReadWriteLock usage = new ReentrantReadWriteLock();
    /** Null if there is no token. Guarded by {@link #usage}. */
    private @Nullable ObjectRecords objects;
    /** The object master key while the SO is logged in, for setting the user PIN. */
    private volatile @Nullable SecretKeyBytes officerKey;

    private volatile boolean officer;
    private volatile boolean closed;

    SlotStore(int slot, FileSpace space, StoreSettings settings, long checkpointBytes) throws IOException {
        this.slot = slot;
        this.settings = settings;
        this.space = space;
        this.volumes = new VolumeFiles(space, checkpointBytes);
        this.wrap = new PinWrap(gcm, settings.random());
        HeaderFiles files = new HeaderFiles(space);
        this.gate = new PinGate(files, wrap, settings.maxFailedLogins());
        TokenHeader header = files.current();
        if (header == null) {
            volumes.forgetUnfinished();
        } else if (header.slot() != slot) {
            throw Failures.unusable(space.describe(HeaderFiles.A) + " belongs to slot " + header.slot() + ", not to slot "
                    + slot + "; put the files back where they were");
        } else {
            this.objects = openRecords(header);
        }
    }

    private ObjectRecords openRecords(TokenHeader header) throws IOException {
        MapDbRecords records = volumes.open(header.volume());
        try {
            return new ObjectRecords(records, header, gcm, settings.random());
        } catch (RuntimeException e) {
            records.close();
            throw e;
        }
    }

    private interface Work<T extends @Nullable Object> {
        T get();
    }

    private <T extends @Nullable Object> T shared(Work<T> work) {
        return under(usage.readLock(), work);
    }

    private <T extends @Nullable Object> T under(Lock lock, Work<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new HsmException(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the store has been closed; open it again");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private ObjectRecords records() {
        ObjectRecords present = objects;
        if (present == null) {
            gate.required();
            throw Failures.unusable("the token was replaced but its records could not be opened; open the store again");
        }
        return present;
    }

    @Override
    public TokenState state() {
        return shared(() -> {
            TokenHeader header = gate.current();
            if (header == null) {
                TokenState.PinState none = new TokenState.PinState(0, false);
                return new TokenState(false, "", SerialNumbers.of(settings.serialNumber(), slot), false, none, none);
            }
            return new TokenState(
                    true,
                    header.label(),
                    header.serial(),
                    header.user().set(),
                    pinState(header.so()),
                    pinState(header.user()));
        });
    }

    private TokenState.PinState pinState(TokenHeader.PinSection pin) {
        return new TokenState.PinState(pin.failures(), gate.isLocked(pin));
    }

    @Override
    public PinVerdict initialize(byte @Nullable [] currentSoPin, byte[] newSoPin, String label) {
        TokenHeader old = shared(gate::current);
        if (old != null) {
            if (currentSoPin == null) {
                throw new HsmException(ReturnCode.CKR_PIN_INCORRECT, "the slot has a token; its SO PIN is needed");
            }
            try (PinGate.Attempt attempt =
                    shared(() -> gate.attempt(UserType.CKU_SO, currentSoPin, PinGate.Counter.INITIALIZE))) {
                if (!attempt.verdict().ok()) {
                    return attempt.verdict();
                }
            }
        }
        NewToken made = NewToken.make(slot, old, newSoPin, label, settings, wrap);
        try {
            under(usage.writeLock(), () -> {
                replaceToken(made);
                return made;
            });
        } finally {
            made.close();
        }
        return PinVerdict.OK;
    }

    /** Builds the new token's volume, lets the header decide, and puts things in their place. */
    private void replaceToken(NewToken made) {
        TokenHeader present = gate.current();
        if ((present == null ? -1 : present.generation()) != made.replaces()) {
            throw new HsmException(ReturnCode.CKR_FUNCTION_FAILED, "somebody else initialised the token meanwhile");
        }
        long sequence = objects == null ? 0 : objects.records().sequence();
        TokenHeader header = made.header(present == null ? 0 : present.sequence());
        try (MapDbRecords next = volumes.build(header.volume(), sequence)) {
            made.format(next, header, gcm, settings.random());
            next.settle();
        } catch (IOException e) {
            throw Failures.io("building the new token", e);
        }
        switchTo(header);
    }

    /** From the write of the header on there is the new token, whatever happens afterwards. */
    private void switchTo(TokenHeader header) {
        gate.replace(header);
        ObjectRecords old = objects;
        objects = null;
        forgetOfficer();
        if (old != null) {
            try {
                old.close();
            } catch (HsmException e) {
                LOG.warn("the records that were replaced could not be closed: {}", e.getMessage());
            }
        }
        try {
            objects = openRecords(header);
        } catch (IOException e) {
            throw Failures.io("opening the new token", e);
        }
    }

    @Override
    public PinVerdict unlock(UserType role, byte[] pin) {
        return shared(() -> {
            try (PinGate.Attempt attempt = gate.attempt(role, pin, PinGate.Counter.LOGIN)) {
                byte[] secret = attempt.secret();
                if (secret != null) {
                    opened(role, attempt, secret);
                }
                return attempt.verdict();
            }
        });
    }

    private void opened(UserType role, PinGate.Attempt attempt, byte[] secret) {
        if (attempt.section().holdsMasterKey()) {
            records().unlock(secret, attempt.header(), attempt.before() > 0);
            if (attempt.header().fresh()) {
                gate.update(header -> header.withMaster(header.masterVersion(), false));
            }
        }
        if (role == UserType.CKU_SO) {
            forgetOfficer();
            if (attempt.section().holdsMasterKey()) {
                officerKey = new SecretKeyBytes(secret.clone());
            }
            officer = true;
        }
    }

    @Override
    public PinVerdict verifyPin(UserType role, byte[] pin) {
        return shared(() -> {
            try (PinGate.Attempt attempt = gate.attempt(role, pin, PinGate.Counter.LOGIN)) {
                return attempt.verdict();
            }
        });
    }

    @Override
    public void lock() {
        shared(() -> {
            forgetOfficer();
            ObjectRecords present = objects;
            if (present != null) {
                present.lock();
            }
            return slot;
        });
    }

    private void forgetOfficer() {
        officer = false;
        SecretKeyBytes key = officerKey;
        officerKey = null;
        if (key != null) {
            key.close();
        }
    }

    @Override
    public boolean unlocked() {
        return shared(() -> {
            ObjectRecords present = objects;
            return present != null && present.unlocked();
        });
    }

    @Override
    public void setUserPin(byte[] newPin) {
        shared(() -> {
            if (!officer) {
                throw new HsmException(ReturnCode.CKR_USER_NOT_LOGGED_IN, "only the SO sets the user PIN; log in as SO");
            }
            new UserPinReset(gate, wrap, settings, records()).run(officerKey, newPin);
            return slot;
        });
    }

    @Override
    public PinVerdict changePin(UserType role, byte[] oldPin, byte[] newPin) {
        return shared(() -> {
            try (PinGate.Attempt attempt = gate.attempt(role, oldPin, PinGate.Counter.LOGIN)) {
                byte[] secret = attempt.secret();
                if (secret == null) {
                    return attempt.verdict();
                }
                TokenHeader header = attempt.header();
                TokenHeader.PinSection old = attempt.section();
                TokenHeader.PinSection next = wrap.wrap(
                        header.token(),
                        header.generation(),
                        role,
                        old,
                        newPin,
                        settings.pbkdf2Iterations(),
                        old.holdsMasterKey(),
                        secret);
                TokenHeader written = gate.exchange(role, old.version(), next);
                records().sealHeader(written.sequence());
                return PinVerdict.OK;
            }
        });
    }

    @Override
    public List<StoredObject> objects(boolean privateObjects) {
        List<StoredObject> found = new ArrayList<>();
        forEachObject(privateObjects, found::add);
        return found;
    }

    @Override
    public void forEachObject(boolean privateObjects, Consumer<StoredObject> visitor) {
        shared(() -> {
            records().forEach(privateObjects, visitor);
            return slot;
        });
    }

    @Override
    public byte @Nullable [] secret(UUID id) {
        return this.<byte @Nullable []>shared(() -> records().secret(id));
    }

    @Override
    public void commit(List<Change> changes) {
        shared(() -> {
            records().commit(changes);
            return slot;
        });
    }

    @Override
    public long reserve(UUID id, int count) {
        if (count < 1) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "at least one number has to be reserved");
        }
        return shared(() -> (long) gate.required().nonceSpace() << 32 | records().reserve(id, count));
    }

    @Override
    public long objectCount() {
        return shared(() -> {
            ObjectRecords present = objects;
            return present == null ? 0L : present.count();
        });
    }

    @Override
    public StoreMark mark() {
        return shared(() -> {
            ObjectRecords present = objects;
            return present == null ? new StoreMark(0, "") : present.mark();
        });
    }

    @Override
    public BackupResult backup(BackupOptions options, OutputStream out) throws IOException {
        try (PinGate.Attempt attempt =
                shared(() -> gate.attempt(UserType.CKU_SO, options.soPin(), PinGate.Counter.LOGIN))) {
            SecretKeyBytes derived = attempt.derived();
            if (derived == null) {
                return new BackupResult(attempt.verdict(), null, "", List.of());
            }
            TokenHeader header = attempt.header();
            try (RecordStore.Snapshot snapshot = shared(() -> verified(attempt))) {
                return new BackupWriter(gcm, settings.random(), settings.pbkdf2Iterations())
                        .write(options, header, derived, snapshot, out);
            }
        }
    }

    private RecordStore.Snapshot verified(PinGate.Attempt attempt) {
        RecordStore.Snapshot snapshot = records().records().snapshot();
        boolean sound = false;
        try {
            if (!gate.required().token().equals(attempt.header().token())) {
                throw new HsmException(ReturnCode.CKR_FUNCTION_FAILED, "the token was initialised meanwhile");
            }
            byte[] master = attempt.section().holdsMasterKey() ? attempt.secret() : null;
            records().verify(snapshot, master, attempt.header());
            sound = true;
            return snapshot;
        } finally {
            if (!sound) {
                snapshot.close();
            }
        }
    }

    /** See {@link io.craton.hsm.spi.TokenStores#restore}. */
    boolean restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        BackupReader reader = new BackupReader(in);
        TokenRestore restore = new TokenRestore(slot, settings, space, volumes);
        restore.check(reader.header().info(), shared(gate::current), force);
        BackupReader.Opened key = reader.open(secret);
        if (key == null) {
            return false;
        }
        try (BackupReader.Opened opened = key) {
            return under(usage.writeLock(), () -> {
                TokenHeader present = gate.current();
                restore.check(reader.header().info(), present, force);
                try {
                    long sequence = objects == null ? 0 : objects.records().sequence();
                    switchTo(restore.build(reader, opened, present, sequence));
                } catch (IOException e) {
                    throw Failures.io("restoring the token", e);
                }
                return true;
            });
        }
    }

    @Override
    public void close() {
        Lock lock = usage.writeLock();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            forgetOfficer();
            ObjectRecords present = objects;
            objects = null;
            if (present != null) {
                present.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
