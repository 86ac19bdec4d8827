package io.craton.hsm.client;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the pieces of a result go: to the stream among the arguments of a call. When that fails,
 * the rest goes nowhere, so that the answer is read to its end, and the failure is the caller's.
 */
final class Pieces {
    private static final Pieces NONE = new Pieces(OutputStream.nullOutputStream());

    private final OutputStream out;
    private @Nullable Throwable failure;

    private Pieces(OutputStream out) {
        this.out = out;
    }

    static Pieces of(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof OutputStream stream) {
                return new Pieces(stream);
            }
        }
        return none();
    }

    /** Of calls whose result comes as a whole. */
    static Pieces none() {
        return NONE;
    }

    void write(byte[] piece) {
        if (failure != null) {
            return;
        }
        try {
            out.write(piece);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Throws what the stream has thrown. */
    void requireWritten() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
