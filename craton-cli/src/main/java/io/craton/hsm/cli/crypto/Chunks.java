package io.craton.hsm.cli.crypto;

import io.craton.hsm.CipherOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Feeds a stream to an operation, a piece at a time. */
final class Chunks {
    private static final int SIZE = 1 << 16;

    private Chunks() {}

    /** Takes a piece of the data. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] data, int offset, int length) throws IOException;
    }

    static void read(InputStream in, Sink sink) throws IOException {
        byte[] buffer = new byte[SIZE];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                sink.accept(buffer, 0, length);
            }
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /**
     * Encrypts or decrypts a stream.
     *
     * @param head what is written before what the operation gives
     */
    static void through(CipherOperation operation, byte[] head, InputStream in, OutputStream out)
            throws IOException {
        out.write(head);
        read(in, (data, offset, length) -> out.write(operation.update(data, offset, length)));
        out.write(operation.doFinal(new byte[0]));
    }
}
