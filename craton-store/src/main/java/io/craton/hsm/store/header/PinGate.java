package io.craton.hsm.store.header;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.HeaderStore.Remains;
import io.craton.hsm.store.spi.StoredHeader;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries PINs. The attempt is counted durably before it is tried: a process that is killed in
 * between has spent its guess. Nothing is held while a PIN is derived.
 */
public final class PinGate {
    private static final Logger LOG = LoggerFactory.getLogger(PinGate.class);
    private static final String NO_PIN = "a PIN belongs to the SO or the user";

    /** How often a change is computed anew because somebody else wrote the header meanwhile. */
    private static final int RETRIES = 100;

    private final HeaderStore headers;
    private final PinWrap wrap;
    private final int maxFailures;

    /** The header is read, changed and written by one thread of this process at a time. */
    private final ReentrantLock header = new ReentrantLock();

    /** What was read last, and the token's header that it is. Guarded by {@link #header}. */
    private @Nullable StoredHeader stored;

    private @Nullable TokenHeader decoded;

    public PinGate(HeaderStore headers, PinWrap wrap, int maxFailures) {
        this.headers = headers;
        this.wrap = wrap;
        this.maxFailures = maxFailures;
    }

    /** Others were faster with a header of theirs: what was computed is computed anew. */
    private static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stale() {
            super("the header was changed by somebody else", null, false, false);
        }
    }

    /**
     * What came of an attempt.
     *
     * @param secret what lies under the PIN, if it was right; the taker wipes it
     * @param derived what other keys can be expanded from, if it was right; the taker closes it
     * @param before how many failures there were before
     */
    public record Attempt(
            PinVerdict verdict,
            TokenHeader header,
            PinSection section,
            byte @Nullable [] secret,
            @Nullable SecretKeyBytes derived,
            int before)
            implements AutoCloseable {

        @Override
        public void close() {
            if (secret != null) {
                Arrays.fill(secret, (byte) 0);
            }
            if (derived != null) {
                derived.close();
            }
        }
    }

    /** The header, or null if there is no token. */
    public @Nullable TokenHeader current() {
        header.lock();
        try {
            return read();
        } finally {
            header.unlock();
        }
    }

    private @Nullable TokenHeader read() {
        StoredHeader found = headers.read();
        if (found == null || !found.equals(stored)) {
            decoded = found == null ? null : decode(found);
            stored = found;
        }
        return decoded;
    }

    private TokenHeader decode(StoredHeader found) {
        TokenHeader read = TokenHeader.decode(headers.describe(), found.image().copy());
        if (read == null) {
            throw Failures.damaged(
                    "the token's header ("
                            + headers.describe()
                            + ") is damaged: its PINs are locked");
        }
        return read;
    }

    /** The header. */
    public TokenHeader required() {
        TokenHeader present = current();
        if (present == null) {
            throw new HsmException(
                    ReturnCode.CKR_TOKEN_NOT_PRESENT,
                    "there is no token in the slot; initialise one first");
        }
        return present;
    }

    public boolean isLocked(PinSection pin) {
        return pin.set() && pin.failures() >= maxFailures;
    }

    static PinSection section(TokenHeader header, UserType role) {
        return switch (role) {
            case CKU_SO -> header.so();
            case CKU_USER -> header.user();
            default -> throw new HsmException(ReturnCode.CKR_USER_TYPE_INVALID, NO_PIN);
        };
    }

    private static TokenHeader with(TokenHeader header, UserType role, PinSection section) {
        return role == UserType.CKU_SO
                ? header.withPins(section, header.user())
                : header.withPins(header.so(), section);
    }

    /**
     * Tries a PIN, whatever for: all attempts have one budget (decision B41). One that is right and
     * wrapped as an earlier release did is wrapped anew, in the write of the header that takes the
     * charge back.
     *
     * @throws HsmException for what no PIN can be: that is not tried and not counted
     */
    public Attempt attempt(UserType role, byte[] pin) {
        PinBytes.check(pin);
        Attempt charged = locked(() -> charge(role));
        if (!charged.verdict().ok()) {
            return charged;
        }
        PinSection section = charged.section();
        PinWrap.Opened opened = wrap.open(charged.header(), role, section, pin);
        if (opened == null) {
            return refused(
                    PinVerdict.Kind.INCORRECT, charged.header(), section, section.failures());
        }
        PinWrap.Opened present =
                section.isPresent() ? opened : wrap.renew(charged.header(), role, opened, pin);
        try {
            return locked(() -> refund(role, charged, present));
        } catch (RuntimeException e) {
            wipe(present);
            throw e;
        }
    }

    private static void wipe(PinWrap.Opened opened) {
        Arrays.fill(opened.secret(), (byte) 0);
        opened.derived().close();
    }

    private static Attempt refused(
            PinVerdict.Kind kind, TokenHeader header, PinSection section, int failures) {
        return new Attempt(new PinVerdict(kind, failures), header, section, null, null, failures);
    }

    private Attempt charge(UserType role) {
        TokenHeader present = required();
        PinSection section = section(present, role);
        int before = section.failures();
        if (!section.set()) {
            return refused(PinVerdict.Kind.NOT_SET, present, section, 0);
        }
        if (before >= maxFailures) {
            return refused(PinVerdict.Kind.LOCKED, present, section, before);
        }
        TokenHeader charged = with(present, role, section.withFailures(before + 1));
        write(charged, Remains.FOR_A_WHILE);
        return new Attempt(PinVerdict.OK, charged, section(charged, role), null, null, before);
    }

    /** May run several times: what was opened is wiped by the caller if this fails. */
    private Attempt refund(UserType role, Attempt charged, PinWrap.Opened opened) {
        TokenHeader present = required();
        PinSection section = section(present, role);
        if (section.version() != charged.section().version()
                || !present.token().equals(charged.header().token())) {
            wipe(opened);
            return refused(
                    PinVerdict.Kind.INCORRECT,
                    present,
                    section,
                    section.failures()); // changed meanwhile
        }
        boolean renewed = !charged.section().isPresent();
        PinSection kept = renewed ? opened.section().countedAs(section) : section;
        TokenHeader cleared = with(present, role, kept.withFailures(0));
        try {
            write(cleared, renewed ? Remains.NONE : Remains.FOR_A_WHILE);
        } catch (HsmException e) {
            uncharge(role, present, e);
            throw e;
        }
        return new Attempt(
                PinVerdict.OK,
                cleared,
                section(cleared, role),
                opened.secret(),
                opened.derived(),
                charged.before());
    }

    /** An attempt that came to no verdict is not counted, if the disk takes that. */
    private void uncharge(UserType role, TokenHeader present, HsmException because) {
        PinSection section = section(present, role);
        int without = Math.max(0, section.failures() - 1);
        try {
            write(with(present, role, section.withFailures(without)), Remains.FOR_A_WHILE);
        } catch (HsmException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * Writes a header that was read from an older format, in both copies.
     *
     * @return whether that was needed
     */
    public boolean upgrade() {
        return locked(this::rewriteOldFormat);
    }

    private boolean rewriteOldFormat() {
        TokenHeader present = read();
        if (present == null || !(isOld(stored) || isOld(headers.secondCopy()))) {
            return false;
        }
        write(present.next(), Remains.NONE);
        return true;
    }

    private static boolean isOld(@Nullable StoredHeader header) {
        return header != null
                && TokenHeader.format(header.image().copy()) < DiskFormat.TOKEN_HEADER.number();
    }

    /** Changes the header, in both copies. */
    public TokenHeader update(UnaryOperator<TokenHeader> change) {
        return locked(() -> written(change.apply(required())));
    }

    private TokenHeader written(TokenHeader next) {
        write(next, Remains.NONE);
        return next;
    }

    /**
     * Puts a new PIN in the place of one, if nobody else did so meanwhile. What the old one opened
     * is gone from both copies of the header then.
     */
    public TokenHeader exchange(UserType role, int oldVersion, PinSection next) {
        return locked(() -> exchanged(role, oldVersion, next));
    }

    private TokenHeader exchanged(UserType role, int oldVersion, PinSection next) {
        TokenHeader present = required();
        refuseStale(section(present, role), oldVersion);
        return written(with(present, role, next));
    }

    private static void refuseStale(PinSection present, int oldVersion) {
        if (present.version() != oldVersion) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "the PIN was changed by somebody else meanwhile");
        }
    }

    /** Replaces the header, in both copies, with that of another token. */
    public void replace(TokenHeader next) {
        locked(() -> replaced(next));
    }

    private TokenHeader replaced(TokenHeader next) {
        read();
        return written(next);
    }

    /** Writes a header that was made from the one that was read last. */
    private void write(TokenHeader next, Remains remains) {
        StoredHeader present = stored;
        long basis = present == null ? HeaderStore.NONE : present.sequence();
        StoredHeader image = new StoredHeader(next.sequence(), Bytes.of(next.encode()));
        if (headers.write(basis, image, remains) == CommitOutcome.STALE) {
            throw new Stale();
        }
        stored = image;
        decoded = next;
    }

    private interface Work<T> {
        T get();
    }

    private <T> T locked(Work<T> work) {
        header.lock();
        try {
            for (int attempt = 0; attempt < RETRIES; attempt++) {
                try {
                    return work.get();
                } catch (Stale e) {
                    LOG.debug("the token's header was changed by somebody else meanwhile", e);
                }
            }
        } finally {
            header.unlock();
        }
        throw new HsmException(
                ReturnCode.CKR_FUNCTION_FAILED,
                "the token's header is changed by others all the time; try again");
    }
}
