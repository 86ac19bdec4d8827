package io.craton.hsm.store.header;

import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.Format;
import io.craton.hsm.store.file.StoreFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two copies of a token's header, {@code token.a} and {@code token.b}. A write goes durably to
 * one copy and then to the other without waiting: a torn write damages the copy that is being
 * written, the other one is whole and the newest that was acknowledged; damage to one copy loses
 * nothing.
 */
public final class HeaderFiles {
    public static final String A = "token.a";
    public static final String B = "token.b";
    public static final String FRESH = "token.new";

    private static final Logger LOG = LoggerFactory.getLogger(HeaderFiles.class);

    private final FileSpace space;
    private @Nullable TokenHeader current;

    /** Whether a copy was read that has an older format. */
    private boolean outdated;

    public HeaderFiles(FileSpace space) throws IOException {
        this.space = space;
        this.current = load();
    }

    private @Nullable TokenHeader load() throws IOException {
        space.delete(FRESH);
        boolean any = space.exists(A) || space.exists(B);
        TokenHeader a = load(A);
        TokenHeader b = load(B);
        if (a == null && b == null) {
            if (any) {
                throw Failures.damaged(
                        "both copies of the token's header ("
                                + space.describe(A)
                                + ", token.b) are"
                                + " damaged: its PINs are locked");
            }
            return null;
        }
        TokenHeader newest = a == null || (b != null && b.sequence() > a.sequence()) ? b : a;
        if (newest != null) {
            boolean firstIsA = durable(newest).equals(A);
            heal(newest, firstIsA ? a : b);
            forgetOldPins(newest, firstIsA ? b : a);
        }
        return newest;
    }

    /** What an older PIN opens does not stay in the other copy, if its write had failed. */
    private void forgetOldPins(TokenHeader newest, @Nullable TokenHeader second) {
        if (second == null || second.hasPinsOf(newest)) {
            return;
        }
        try {
            put(other(newest), newest.encode(), true);
            LOG.info("{} had older PINs; it was written again", space.describe(other(newest)));
        } catch (IOException e) {
            LOG.warn(
                    "{} has older PINs and could not be written again: {}",
                    space.describe(other(newest)),
                    e.getMessage());
        }
    }

    /**
     * The copy that a header went to first is whole, or else it was damaged later: then it is
     * written again, before the next header goes to the only copy there is.
     */
    private void heal(TokenHeader newest, @Nullable TokenHeader first) {
        if (first != null && first.sequence() == newest.sequence()) {
            return;
        }
        try {
            put(durable(newest), newest.encode(), true);
            LOG.warn("{} was damaged; it was written again", space.describe(durable(newest)));
        } catch (IOException e) {
            LOG.warn(
                    "{} is damaged and could not be written again: {}",
                    space.describe(durable(newest)),
                    e.getMessage());
        }
    }

    private @Nullable TokenHeader load(String name) throws IOException {
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
            outdated |= header != null && TokenHeader.format(image) < Format.TOKEN_HEADER.number();
            return header;
        }
    }

    /**
     * Writes the header again, in both copies, if one of them was read from an older format. From
     * the first of the two writes on the token is of the new format: releases that do not know it
     * refuse the copy that has it.
     *
     * @return whether that was needed
     */
    boolean upgrade() throws IOException {
        TokenHeader present = current;
        if (present == null || !outdated) {
            return false;
        }
        TokenHeader next = present.next();
        byte[] image = next.encode();
        put(durable(next), image, true);
        current = next;
        put(other(next), image, true);
        outdated = false;
        return true;
    }

    /** The header, or null if there is no token. */
    public @Nullable TokenHeader current() {
        return current;
    }

    /**
     * Writes a header. When its first copy is durable it is in force, whatever becomes of the
     * second, which the next write or the next opening writes again; if the first cannot be
     * written, the header before stays in force.
     *
     * @param bothCopies whether the second copy is waited for, too
     */
    void write(TokenHeader header, boolean bothCopies) throws IOException {
        byte[] image = header.encode();
        keepOneWhole(header);
        try {
            put(durable(header), image, true);
        } catch (IOException e) {
            takeBack(durable(header), e);
            throw e;
        }
        current = header;
        try {
            put(other(header), image, bothCopies);
        } catch (IOException e) {
            LOG.warn(
                    "the second copy of {} was not written: {}", space.describe(A), e.getMessage());
        }
    }

    /** A write that failed may be there all the same: what it was to replace takes its place. */
    private void takeBack(String name, IOException because) {
        TokenHeader present = current;
        try {
            if (present != null) {
                put(name, present.encode(), true);
            } else {
                space.delete(name);
                space.forceDirectory("");
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** There is no token any more. */
    void forget() {
        current = null;
        outdated = false;
    }

    /** The copy that a header goes to first: not the one that the header before went to first. */
    private static String durable(TokenHeader header) {
        return (header.sequence() & 1) == 0 ? A : B;
    }

    private static String other(TokenHeader header) {
        return (header.sequence() & 1) == 0 ? B : A;
    }

    /**
     * A header whose number is not the next one may go to the copy that is the only durable one:
     * then the other one is waited for before.
     */
    private void keepOneWhole(TokenHeader header) throws IOException {
        TokenHeader present = current;
        if (present != null && durable(present).equals(durable(header))) {
            put(other(present), present.encode(), true);
        }
    }

    private void put(String name, byte[] image, boolean durable) throws IOException {
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
}
