package io.craton.hsm.audit.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes a new file survive a loss of power: its content and its name. */
public final class DirectorySync {
    private DirectorySync() {}

    public static void force(Path file) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && FileRules.posix(file)) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
