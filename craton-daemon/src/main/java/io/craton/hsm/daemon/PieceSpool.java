package io.craton.hsm.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A long result, such as a backup, as a whole: it is written at the speed of the disk and sent at
 * the speed of the client, so that nobody waits for a client that reads slowly. What is longer than
 * a little lies in a file that has no name any more when it is written to, and is gone with the
 * process. For one thread.
 */
final class PieceSpool extends OutputStream {
    private static final int MOST_IN_MEMORY = 1 << 20;

    private final @Nullable Path directory;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel file;

    /**
     * @param directory where a file is made if one is needed; null keeps all of it in memory
     */
    PieceSpool(@Nullable Path directory) {
        this.directory = directory;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (directory != null && memory.size() + length > MOST_IN_MEMORY) {
            moveTo(directory);
        }
        memory.write(bytes, offset, length);
    }

    private void moveTo(Path place) throws IOException {
        if (file == null) {
            // Made for its owner alone.
            Path path = Files.createTempFile(place, "answer-", ".part");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        memory.writeTo(Channels.newOutputStream(file));
        memory.reset();
    }

    /** Sends all of it. */
    void sendTo(OutputStream client) throws IOException {
        if (file != null) {
            file.position(0);
            InputStream from = Channels.newInputStream(file);
            from.transferTo(client);
        }
        memory.writeTo(client);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
