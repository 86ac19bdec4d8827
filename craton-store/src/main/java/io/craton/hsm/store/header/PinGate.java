package io.craton.hsm.store.header;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.file.Failures;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tries PINs. The attempt is counted durably before it is tried: a process that is killed in
 * between has spent its guess. Nothing is held while a PIN is derived.
 */
public final class PinGate {
    private static final String NO_PIN = "a PIN belongs to the SO or the user";

    private final HeaderFiles files;
    private final PinWrap wrap;
    private final int maxFailures;

    /** Guards {@link #files}: the header is read, changed and written by one thread at a time. */
    private final ReentrantLock header = new ReentrantLock();

    public PinGate(HeaderFiles files, PinWrap wrap, int maxFailures) {
        this.files = files;
        this.wrap = wrap;
        this.maxFailures = maxFailures;
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
            return files.current();
        } finally {
            header.unlock();
        }
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
        return locked(() -> refund(role, charged, present));
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
        write(charged, false);
        return new Attempt(PinVerdict.OK, charged, section(charged, role), null, null, before);
    }

    private Attempt refund(UserType role, Attempt charged, PinWrap.Opened opened) {
        TokenHeader present = required();
        PinSection section = section(present, role);
        if (section.version() != charged.section().version()
                || !present.token().equals(charged.header().token())) {
            Arrays.fill(opened.secret(), (byte) 0);
            opened.derived().close();
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
            write(cleared, renewed);
        } catch (HsmException e) {
            Arrays.fill(opened.secret(), (byte) 0);
            opened.derived().close();
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
            write(with(present, role, section.withFailures(without)), false);
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
        return locked(
                () -> {
                    try {
                        return files.upgrade();
                    } catch (IOException e) {
                        throw Failures.io("writing the token's header in its new format", e);
                    }
                });
    }

    /** Changes the header, in both copies. */
    public TokenHeader update(UnaryOperator<TokenHeader> change) {
        return locked(
                () -> {
                    TokenHeader next = change.apply(required());
                    write(next, true);
                    return next;
                });
    }

    /**
     * Puts a new PIN in the place of one, if nobody else did so meanwhile. What the old one opened
     * is gone from both copies of the header then.
     */
    public TokenHeader exchange(UserType role, int oldVersion, PinSection next) {
        return locked(
                () -> {
                    TokenHeader present = required();
                    refuseStale(section(present, role), oldVersion);
                    TokenHeader written = with(present, role, next);
                    write(written, true);
                    return written;
                });
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
        locked(
                () -> {
                    write(next, true);
                    return next;
                });
    }

    /** There is no token any more. */
    public void forget() {
        locked(
                () -> {
                    files.forget();
                    return PinVerdict.OK;
                });
    }

    private void write(TokenHeader next, boolean bothCopies) {
        try {
            files.write(next, bothCopies);
        } catch (IOException e) {
            throw Failures.io("writing the token's header", e);
        }
    }

    private interface Work<T> {
        T get();
    }

    private <T> T locked(Work<T> work) {
        header.lock();
        try {
            return work.get();
        } finally {
            header.unlock();
        }
    }
}
