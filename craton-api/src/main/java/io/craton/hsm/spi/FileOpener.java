package io.craton.hsm.spi;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Opens the files that a module writes. These are the JDK's own, and no channels: a channel is
 * closed for everybody when one thread that uses it is interrupted. Whether a file may be trusted,
 * and with which mode it is made, has been seen to before.
 */
public interface FileOpener {
    /** Opens a file that is there, to be read and written anywhere. */
    RandomAccessFile open(Path path) throws IOException;

    /** The same with each write on the disk when it returns. */
    RandomAccessFile openDurable(Path path) throws IOException;

    /** Opens a file that is there, to be written at its end. */
    FileOutputStream append(Path path) throws IOException;

    /** The files of the operating system. */
    FileOpener REAL =
            new FileOpener() {
                @Override
                public RandomAccessFile open(Path path) throws IOException {
                    return new RandomAccessFile(path.toFile(), "rw");
                }

                @Override
                public RandomAccessFile openDurable(Path path) throws IOException {
                    return new RandomAccessFile(path.toFile(), "rwd");
                }

                @Override
                public FileOutputStream append(Path path) throws IOException {
                    return new FileOutputStream(path.toFile(), true);
                }
            };
}
