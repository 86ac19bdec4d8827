package io.craton.hsm.store;

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
final class HeaderFiles {
    static final String A = "token.a";
    static final String B = "token.b";
    private static final String FRESH = "token.new";

    private static final Logger LOG = LoggerFactory.getLogger(HeaderFiles.class);

    private final FileSpace space;
    private @Nullable TokenHeader current;

    HeaderFiles(FileSpace space) throws IOException {
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
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.sequence() >= b.sequence() ? a : b;
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
            return TokenHeader.decode(space.describe(name), image);
        }
    }

    /** The header, or null if there is no token. */
    @Nullable TokenHeader current() {
        return current;
    }

    /**
     * Writes a header; it is durable when this returns.
     *
     * @param bothCopies whether the second copy is waited for, too
     */
    void write(TokenHeader header, boolean bothCopies) throws IOException {
        byte[] image = header.encode();
        boolean first = (header.sequence() & 1) == 0;
        put(first ? A : B, image, true);
        current = header;
        try {
            put(first ? B : A, image, bothCopies);
        } catch (IOException e) {
            LOG.warn(
                    "the second copy of {} was not written: {}", space.describe(A), e.getMessage());
        }
    }

    /** Replaces both copies, durably: nothing of an older header is left when this returns. */
    void replace(TokenHeader header) throws IOException {
        byte[] image = header.encode();
        boolean first = (header.sequence() & 1) == 0;
        put(first ? A : B, image, true);
        current = header;
        put(first ? B : A, image, true);
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
