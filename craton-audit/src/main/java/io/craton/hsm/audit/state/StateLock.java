package io.craton.hsm.audit.state;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.FileRules;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes one log at a time the owner of a state directory: {@code audit.lock}, with the owner's
 * process id.
 */
public final class StateLock implements Closeable {
    private final RandomAccessFile file;

    private StateLock(RandomAccessFile file) {
        this.file = file;
    }

    static Path in(Path stateDirectory) {
        return stateDirectory.resolve("audit.lock");
    }

    /**
     * Takes the lock.
     *
     * @throws HsmException {@code CKR_CANT_LOCK} that names the process that has it
     */
    public static StateLock take(Path stateDirectory, FileRules rules, long pid)
            throws IOException {
        Path path = in(stateDirectory);
        rules.create(path);
        rules.check(path);
        RandomAccessFile file = rules.open(path);
        try {
            if (!locked(file)) {
                throw new HsmException(
                        ReturnCode.CKR_CANT_LOCK,
                        "Failed to open audit log: its state directory "
                                + stateDirectory
                                + " is in use by process "
                                + Files.readString(path).strip()
                                + "; let that one do it, or stop it");
            }
            file.setLength(0);
            file.write((pid + "\n").getBytes(StandardCharsets.US_ASCII));
            return new StateLock(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static boolean locked(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
