package io.craton.hsm.cli.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far a command is, for whoever waits in front of it: one line on standard error after the
 * first second, renewed twice a second, and gone at its end. There is none if standard error is no
 * terminal.
 */
public final class Progress {
    private static final long FIRST_MILLIS = 1000;
    private static final long EACH_MILLIS = 500;

    private final Io io;
    private final String what;
    private final OptionalLong total;
    private final LongSupplier nanos;
    private final long start;
    private final AtomicLong done = new AtomicLong();
    private final Timer timer = new Timer("progress", true);

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private boolean shown;

    /**
     * @param what what the command is doing, such as {@code Signing}
     * @param total how many bytes it is about; empty if that is not known, or not in bytes
     * @param quiet whether nothing is shown
     */
    public Progress(Io io, String what, OptionalLong total, boolean quiet) {
        this(io, what, total, System::nanoTime);
        if (quiet) {
            timer.cancel();
        }
    }

    Progress(Io io, String what, OptionalLong total, LongSupplier nanos) {
        this.io = io;
        this.what = what;
        this.total = total;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        timer.schedule(new Look(), FIRST_MILLIS, EACH_MILLIS);
    }

    private final class Look extends TimerTask {
        @Override
        public void run() {
            show();
        }
    }

    /** Counts what is read from the stream; the progress ends when it is closed. */
    public InputStream counting(InputStream in) {
        return new Counting(in);
    }

    private synchronized void show() {
        if (ended) {
            return;
        }
        if (!shown && !io.terminal().errorIsTerminal()) {
            timer.cancel();
            return;
        }
        shown = true;
        io.err().status(line());
    }

    /** The line as it is now. */
    String line() {
        long bytes = done.get();
        long millis = Math.max(1, (nanos.getAsLong() - start) / 1_000_000);
        if (bytes == 0) {
            return what + ": " + seconds(millis);
        }
        long perSecond = bytes * 1000 / millis;
        String rate = size(bytes) + ofTotal() + ", " + size(perSecond) + "/s";
        long left = total.orElse(bytes) - bytes;
        String time = left > 0 ? ", " + seconds(left * millis / bytes) + " left" : "";
        return what + ": " + rate + time;
    }

    private String ofTotal() {
        return total.isPresent() ? " of " + size(total.getAsLong()) : "";
    }

    private static String seconds(long millis) {
        long seconds = (millis + 500) / 1000;
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    private static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double number = bytes;
        while (number >= 1024 && unit < units.length - 1) {
            number /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " bytes"
                : String.format(java.util.Locale.ROOT, "%.1f %s", number, units[unit]);
    }

    /** Takes the line away. */
    public synchronized void end() {
        timer.cancel();
        if (shown && !ended) {
            io.err().status("");
        }
        ended = true;
    }

    private final class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            done.addAndGet(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            done.addAndGet(Math.max(0, read));
            return read;
        }

        @Override
        public void close() throws IOException {
            Progress.this.end();
            in.close();
        }
    }
}
