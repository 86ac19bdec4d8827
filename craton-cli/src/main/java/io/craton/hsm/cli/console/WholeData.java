package io.craton.hsm.cli.console;

import io.craton.hsm.Limits;
import io.craton.hsm.cli.error.CliException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * Data that the token has to have as a whole, because the algorithm reads them twice or because
 * their decryption gives nothing before the end. How much that may be is known beforehand, so that
 * more is refused at once and not after it was read.
 */
public final class WholeData {
    /** The most that the token takes as a whole, in bytes. */
    public static final long LIMIT = Limits.HELD_BYTES;

    private WholeData() {}

    /**
     * Opens a file.
     *
     * @param limit how many bytes it may have
     * @param instead what to do with more, for the message
     * @throws CliException if it has more; a stream whose length nobody knows says so when it has
     */
    public static InputStream open(Io io, String file, long limit, String instead)
            throws IOException {
        check(file, limit, instead);
        return new Limited(DataFile.open(io, file), file, limit, instead);
    }

    /** Refuses a file that has more, if that is known. */
    public static void check(String file, long limit, String instead) throws IOException {
        OptionalLong size = DataFile.size(file);
        if (size.isPresent() && size.getAsLong() > limit) {
            throw tooLong(file, limit, instead);
        }
    }

    private static CliException tooLong(String file, long limit, String instead) {
        return CliException.failed(
                (DataFile.isStandard(file) ? "standard input" : file)
                        + " is longer than the "
                        + limit
                        + " bytes that the token takes as a whole; "
                        + instead);
    }

    private static final class Limited extends FilterInputStream {
        private final String file;
        private final long limit;
        private final String instead;
        private long count;

        Limited(InputStream in, String file, long limit, String instead) {
            super(in);
            this.file = file;
            this.limit = limit;
            this.instead = instead;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            counted(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            counted(Math.max(0, read));
            return read;
        }

        private void counted(int more) {
            count += more;
            if (count > limit) {
                throw tooLong(file, limit, instead);
            }
        }
    }
}
