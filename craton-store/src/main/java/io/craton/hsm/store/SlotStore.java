package io.craton.hsm.store;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.BackupResult;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.header.PinGate;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.TokenRecords;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The token of one slot, as the engine sees it. A token takes the place of another, at an
 * initialisation and at a restore, in this order; a process that ends in between leaves the one or
 * the other, whole:
 *
 * <ol>
 *   <li>If there is a token, its SO PIN is tried, an attempt that counts like any other.
 *   <li>Keys are made and wrapped under the new PIN, with nothing held: deriving takes long.
 *   <li>From here on nobody else is at work. What was read of the old token is read again: somebody
 *       may have been faster.
 *   <li>The new volume is built beside the present one, and closed whole.
 *   <li>The header is written, in both copies. From its first durable copy on the token is the new
 *       one.
 *   <li>The old volume is overwritten and the new one takes its name; the next opening finishes
 *       what is left of that.
 * </ol>
 */
final class SlotStore implements TokenStore, AutoCloseable {
    private static final TokenState.PinState NOT_SET = new TokenState.PinState(0, false);
    private static final TokenState NO_TOKEN =
            new TokenState(false, "", "", false, NOT_SET, NOT_SET);

    private final LiveToken live;
    private final PinGate gate;
    private final PinWrap wrap;
    private final StoreSettings settings;
    private final SlotArchive archive;
    private final Officer officer;

    SlotStore(int slot, SlotStorage storage, StoreSettings settings) {
        this.live = new LiveToken(slot, storage, settings);
        this.gate = live.gate();
        this.wrap = live.wrap();
        this.settings = settings;
        this.officer = new Officer(settings.memory());
        this.archive = new SlotArchive(live);
    }

    /**
     * Brings what an earlier release wrote to the formats of this one.
     *
     * @return whether that was needed
     */
    boolean upgrade() {
        return gate.upgrade();
    }

    @Override
    public TokenState state() {
        return live.shared(
                () -> {
                    TokenHeader header = gate.current();
                    return header == null ? NO_TOKEN : state(header);
                });
    }

    private TokenState state(TokenHeader header) {
        return new TokenState(
                true,
                header.label(),
                header.serial(),
                header.user().set(),
                pinState(header.so()),
                pinState(header.user()));
    }

    private TokenState.PinState pinState(PinSection pin) {
        return new TokenState.PinState(pin.failures(), gate.isLocked(pin));
    }

    @Override
    public PinVerdict initialize(byte @Nullable [] currentSoPin, byte[] newSoPin, String label) {
        TokenHeader old = gate.current();
        if (old != null) {
            if (currentSoPin == null) {
                throw new HsmException(
                        ReturnCode.CKR_PIN_INCORRECT, "the slot has a token; its SO PIN is needed");
            }
            try (PinGate.Attempt attempt =
                    live.shared(() -> gate.attempt(UserType.CKU_SO, currentSoPin))) {
                if (!attempt.verdict().ok()) {
                    return attempt.verdict();
                }
            }
        }
        try (NewToken made = NewToken.make(live.slot(), old, newSoPin, label, settings, wrap)) {
            live.alone(
                    () -> {
                        replaceToken(made);
                        officer.leave();
                        return PinVerdict.OK;
                    });
        }
        return PinVerdict.OK;
    }

    /** Builds the new token's volume beside what is there, then lets the header decide. */
    private void replaceToken(NewToken made) {
        TokenHeader present = gate.current();
        if ((present == null ? -1 : present.generation()) != made.replaces()) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "somebody else initialised the token meanwhile");
        }
        TokenHeader header = made.header(present == null ? 0 : present.sequence());
        try (RecordStore next = live.storage().build(header.volume(), live.sequence())) {
            made.format(next, header, live.gcm(), settings.random());
            next.settle();
        }
        live.switchTo(header);
    }

    @Override
    public PinVerdict unlock(UserType role, byte[] pin) {
        return live.shared(
                () -> {
                    try (PinGate.Attempt attempt = gate.attempt(role, pin)) {
                        opened(role, attempt);
                        return attempt.verdict();
                    }
                });
    }

    private void opened(UserType role, PinGate.Attempt attempt) {
        byte[] secret = attempt.secret();
        if (secret == null) {
            return;
        }
        if (attempt.section().holdsMasterKey()) {
            openRecords(role, attempt, secret);
        }
        if (role == UserType.CKU_SO) {
            officer.enter(attempt.section().holdsMasterKey() ? secret : null);
        }
    }

    /** Opens the private records, unless the other role has: whoever reads them goes on. */
    private void openRecords(UserType role, PinGate.Attempt attempt, byte[] secret) {
        boolean fresh = attempt.section().content() == PinSection.Content.FRESH_MASTER_KEY;
        boolean suspect = attempt.before() > 0;
        if (fresh || !live.records().unlocked()) {
            live.records().unlock(secret, attempt.header(), fresh, suspect, gate::required);
        } else if (suspect) {
            live.records().sealHeader(gate.required());
        }
        if (fresh) {
            SecretKeyBytes derived = Objects.requireNonNull(attempt.derived());
            PinSection settled =
                    wrap.settled(attempt.header(), role, attempt.section(), derived, secret);
            gate.exchange(role, settled.version(), settled);
        }
    }

    @Override
    public PinVerdict verifyPin(UserType role, byte[] pin) {
        return live.shared(
                () -> {
                    try (PinGate.Attempt attempt = gate.attempt(role, pin)) {
                        return attempt.verdict();
                    }
                });
    }

    @Override
    public void lock() {
        live.shared(
                () -> {
                    officer.leave();
                    lockRecords();
                    return PinVerdict.OK;
                });
    }

    private void lockRecords() {
        TokenRecords present = live.present();
        if (present != null) {
            present.lock();
        }
    }

    @Override
    public void leave(UserType role) {
        live.shared(
                () -> {
                    if (role == UserType.CKU_SO) {
                        officer.leave();
                    } else if (officer.master() == null) {
                        lockRecords();
                    }
                    return PinVerdict.OK;
                });
    }

    @Override
    public boolean officerUnlocks() {
        return officer.master() != null;
    }

    @Override
    public boolean unlocked() {
        return live.shared(
                () -> {
                    TokenRecords present = live.present();
                    return present != null && present.unlocked();
                });
    }

    @Override
    public void setUserPin(byte[] newPin) {
        live.shared(
                () -> {
                    resetUserPin(newPin);
                    return PinVerdict.OK;
                });
    }

    private void resetUserPin(byte[] newPin) {
        if (!officer.isPresent()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "only the SO sets the user PIN; log in as SO");
        }
        UserPinReset reset = new UserPinReset(gate, wrap, settings, live.records());
        reset.run(officer.master(), newPin);
    }

    @Override
    public PinVerdict changePin(UserType role, byte[] oldPin, byte[] newPin) {
        return live.shared(
                () -> {
                    try (PinGate.Attempt attempt = gate.attempt(role, oldPin)) {
                        exchange(role, attempt, newPin);
                        return attempt.verdict();
                    }
                });
    }

    /** Puts a new PIN in the place of one that was right. */
    private void exchange(UserType role, PinGate.Attempt attempt, byte[] newPin) {
        byte[] secret = attempt.secret();
        if (secret == null) {
            return;
        }
        TokenHeader header = attempt.header();
        PinSection old = attempt.section();
        int iterations = settings.pbkdf2Iterations();
        PinSection next = wrap.next(header, role, newPin, iterations, old.content(), secret);
        TokenRecords records = live.records();
        records.proveRoom(header);
        records.sealHeader(gate.exchange(role, old.version(), next));
    }

    @Override
    public StoreMark destroy() {
        return live.alone(
                () -> {
                    gate.required();
                    StoreMark gone = new StoreMark(live.sequence() + 1, "");
                    officer.leave();
                    live.destroy();
                    return gone;
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
        live.shared(
                () -> {
                    live.records().forEach(privateObjects, visitor);
                    return PinVerdict.OK;
                });
    }

    @Override
    public <T> void readObjects(
            boolean privateObjects, Function<StoredObject, T> parse, Consumer<T> visitor) {
        live.shared(
                () -> {
                    live.records().read(privateObjects, parse, visitor);
                    return PinVerdict.OK;
                });
    }

    @Override
    public byte @Nullable [] secret(UUID id) {
        return live.shared(() -> Optional.ofNullable(live.records().secret(id))).orElse(null);
    }

    @Override
    public void commit(List<Change> changes) {
        live.shared(
                () -> {
                    live.records().commit(changes);
                    return PinVerdict.OK;
                });
    }

    @Override
    public long reserve(UUID id, int count) {
        if (count < 1) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "at least one number has to be reserved");
        }
        return live.shared(
                () -> {
                    long space = gate.required().nonceSpace();
                    return space << 32 | live.records().reserve(id, count);
                });
    }

    @Override
    public long objectCount() {
        return live.shared(
                () -> {
                    TokenRecords present = live.present();
                    return present == null ? 0L : present.count();
                });
    }

    @Override
    public StoreMark mark() {
        return live.shared(
                () -> {
                    TokenRecords present = live.present();
                    return present == null ? new StoreMark(0, "") : present.mark();
                });
    }

    @Override
    public void follow(Consumer<OthersChanges> listener) {
        live.follow(listener);
    }

    @Override
    public BackupResult backup(BackupOptions options, OutputStream out) throws IOException {
        return archive.backup(options, out);
    }

    @Override
    public boolean restore(BackupSecret secret, InputStream in, boolean force) throws IOException {
        return archive.restore(secret, in, force, officer::leave);
    }

    /** The records below the seals, for tests. */
    RecordStore.Reader records() {
        return live.records().records().reader();
    }

    @Override
    public void close() {
        officer.leave();
        live.close();
    }
}
