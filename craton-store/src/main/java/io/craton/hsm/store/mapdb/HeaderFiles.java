package io.craton.hsm.store.mapdb;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.StoredHeader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two copies of a token's header, {@code token.a} and {@code token.b}. A write goes durably to
 * one copy and then to the other without waiting: a torn write damages the copy that is being
 * written, the other one is whole and the newest that was acknowledged; damage to one copy loses
 * nothing. Whether a copy is whole, and which PINs it has, is all that is looked at in it.
 */
public final class HeaderFiles implements HeaderStore {
    public static final String A = "token.a";
    public static final String B = "token.b";
    public static final String FRESH = "token.new";

    private static final Logger LOG = LoggerFactory.getLogger(HeaderFiles.class);

    private final FileSpace space;

    /** Written under this. */
    private volatile @Nullable StoredHeader current;

    /** The other copy as it was found; null once both are written. Written under this. */
    private volatile @Nullable StoredHeader second;

    /** A copy that is whole. */
    private record Copy(StoredHeader stored, TokenHeader header) {}

    public HeaderFiles(FileSpace space) throws IOException {
        this.space = space;
        load();
    }

    private void load() throws IOException {
        space.delete(FRESH);
        boolean any = space.exists(A) || space.exists(B);
        Copy a = load(A);
        Copy b = load(B);
        if (a == null && b == null) {
            if (any) {
                throw Failures.damaged(
                        "both copies of the token's header ("
                                + space.describe(A)
                                + ", token.b) are"
                                + " damaged: its PINs are locked");
            }
            return;
        }
        boolean takesB = a == null || (b != null && b.header().sequence() > a.header().sequence());
        Copy newest = takesB ? b : a;
        if (newest == null) {
            return;
        }
        current = newest.stored();
        boolean firstIsA = durable(newest.stored()).equals(A);
        Copy left = repair(newest, firstIsA ? a : b, firstIsA ? b : a);
        second = left == null ? null : left.stored();
    }

    /**
     * Writes the newest header again where it is missing.
     *
     * @param first the copy that it went to first
     * @return what is left beside it: null if both copies are the newest header now
     */
    private @Nullable Copy repair(Copy newest, @Nullable Copy first, @Nullable Copy other) {
        StoredHeader stored = newest.stored();
        if (first == null || first.header().sequence() != newest.header().sequence()) {
            // Before the next header goes to the only copy there is.
            return writeAgain(durable(stored), stored, "was damaged") ? null : first;
        }
        if (other == null) {
            writeAgain(other(stored), stored, "was damaged");
            return null;
        }
        if (!other.header().hasPinsOf(newest.header())) {
            // What an older PIN opens does not stay in the copy whose write had failed.
            return writeAgain(other(stored), stored, "had older PINs") ? null : other;
        }
        return other;
    }

    private boolean writeAgain(String name, StoredHeader newest, String why) {
        String described = space.describe(name);
        try {
            put(name, newest, true);
            LOG.warn("{} {}; it was written again", described, why);
            return true;
        } catch (IOException e) {
            LOG.warn("{} {} and could not be written again", described, why, e);
            return false;
        }
    }

    private @Nullable Copy load(String name) throws IOException {
        if (!space.exists(name)) {
            return null;
        }
        try (StoreFile file = space.open(name, false)) {
            if (file.size() != TokenHeader.SIZE) {
                return null;
            }
            byte[] image = new byte[TokenHeader.SIZE];
            file.read(0, image, 0, image.length);
            TokenHeader header = TokenHeader.decode(space.describe(name), image);
            return header == null
                    ? null
                    : new Copy(new StoredHeader(header.sequence(), Bytes.of(image)), header);
        }
    }

    @Override
    public @Nullable StoredHeader read() {
        return current;
    }

    @Override
    public @Nullable StoredHeader secondCopy() {
        return second;
    }

    /**
     * {@inheritDoc}
     *
     * <p>When its first copy is durable it is in force, whatever becomes of the second, which the
     * next write or the next opening writes again; only if nothing may remain of the one before is
     * the second waited for.
     */
    @Override
    public synchronized CommitOutcome write(long basis, StoredHeader next, Remains remains) {
        StoredHeader present = current;
        if ((present == null ? NONE : present.sequence()) != basis) {
            return CommitOutcome.STALE;
        }
        try {
            write(present, next, remains == Remains.NONE);
            return CommitOutcome.COMMITTED;
        } catch (IOException e) {
            throw Failures.io("writing the token's header", e);
        }
    }

    private void write(@Nullable StoredHeader present, StoredHeader next, boolean bothCopies)
            throws IOException {
        if (present != null && durable(present).equals(durable(next))) {
            // The first copy would go over the only durable one: the other one is waited for.
            put(other(present), present, true);
        }
        try {
            put(durable(next), next, true);
        } catch (IOException e) {
            takeBack(durable(next), present, e);
            throw e;
        }
        current = next;
        second = null;
        try {
            put(other(next), next, bothCopies);
        } catch (IOException e) {
            LOG.warn("the second copy of {} was not written", space.describe(A), e);
        }
    }

    /** A write that failed may be there all the same: what it was to replace takes its place. */
    private void takeBack(String name, @Nullable StoredHeader present, IOException because) {
        try {
            if (present != null) {
                put(name, present, true);
            } else {
                space.delete(name);
                space.forceDirectory("");
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** There is no token any more. */
    synchronized void forget() {
        current = null;
        second = null;
    }

    /** The copy that a header goes to first: not the one that the header before went to first. */
    private static String durable(StoredHeader header) {
        return (header.sequence() & 1) == 0 ? A : B;
    }

    private static String other(StoredHeader header) {
        return (header.sequence() & 1) == 0 ? B : A;
    }

    private void put(String name, StoredHeader header, boolean durable) throws IOException {
        byte[] image = header.image().copy();
        if (space.exists(name)) {
            try (StoreFile file = space.open(name, durable)) {
                file.write(0, image, 0, image.length);
            }
            return;
        }
        // A new file is there whole or not at all: half a first header would look like a damaged
        // token.
        space.delete(FRESH);
        try (StoreFile file = space.create(FRESH, true)) {
            file.write(0, image, 0, image.length);
        }
        space.rename(FRESH, name);
        space.forceDirectory("");
    }

    @Override
    public String describe() {
        return space.describe(A);
    }
}
