package io.craton.hsm.store.page;

import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a volume: one frame a commit, each at a multiple of 4096 bytes so that writing one
 * never touches a sector of another. A frame is durable when {@link #append} returns. The space is
 * used again after a checkpoint: what is left there of older frames has a lower sequence and is
 * told apart by it.
 */
public final class Journal implements Closeable {

    /** The largest commit, bytes of journal. */
    public static final int LARGEST_FRAME = 256 << 20;

    private static final long MAGIC = 0x4352544E4A524E4CL; // "CRTNJRNL"
    private static final int HEADER = 56;
    private static final int ENTRY = 8 + PageFile.PAGE;
    private static final int CHECK = 8;
    private static final int ALIGN = 4096;
    private static final int GROWTH = 1 << 18;

    private final String name;
    private final FileSpace space;
    private final StoreFile file;
    private final UUID volume;
    private long position;
    private long room;

    /** One commit as it is in the journal. */
    record Frame(long sequence, long length, SortedMap<Long, byte[]> pages, long end) {}

    public Journal(FileSpace space, String fileName, UUID volume, boolean create)
            throws IOException {
        this.space = space;
        this.name = space.describe(fileName);
        this.volume = volume;
        this.file = create ? space.create(fileName, true) : space.open(fileName, true);
        this.room = file.size();
        if (create) {
            makeRoom(GROWTH);
        }
    }

    /** Fails if the file was moved or deleted: what is written to it would be gone. */
    void requireThere() throws IOException {
        file.requireThere();
    }

    /** Where the next frame goes: how many bytes a replay has to read. */
    long position() {
        return position;
    }

    /** Starts again at the beginning; everything so far is durable in the pages. */
    void reset() {
        position = 0;
    }

    /**
     * Writes a frame.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_MEMORY} if there is no room for it; the
     *     journal is as it was
     * @throws IOException if it is not known whether the frame is durable
     */
    void append(long sequence, long length, SortedMap<Long, byte[]> pages) throws IOException {
        long bytes = HEADER + (long) pages.size() * ENTRY + CHECK;
        if (bytes > LARGEST_FRAME) {
            throw Failures.noRoom(
                    "a commit of " + (bytes >> 20) + " MiB; commit less at once", null);
        }
        int frame = (int) bytes;
        int padded = padded(frame);
        ByteBuffer out = ByteBuffer.allocate(padded);
        out.putLong(MAGIC).putInt(DiskFormat.JOURNAL.number()).putInt(frame);
        out.putLong(volume.getMostSignificantBits()).putLong(volume.getLeastSignificantBits());
        out.putLong(sequence).putLong(length).putInt(pages.size()).putInt(0);
        pages.forEach((page, data) -> out.putLong(page).put(data));
        out.putLong(Checksums.wide(out.array(), frame - CHECK));
        makeRoom(position + padded);
        try {
            file.write(position, out.array(), 0, padded);
        } catch (IOException e) {
            takeBack(e, padded);
        }
        position += padded;
    }

    private static int padded(int frame) {
        return (frame + ALIGN - 1) / ALIGN * ALIGN;
    }

    /**
     * Grows the file ahead of need: frames then overwrite blocks that are there, which is one write
     * to disk.
     */
    private void makeRoom(long needed) throws IOException {
        if (needed <= room) {
            return;
        }
        long target = (needed + GROWTH - 1) / GROWTH * GROWTH;
        byte[] zeros = new byte[GROWTH];
        try {
            for (; room < target; room += GROWTH) {
                file.write(room, zeros, 0, (int) Math.min(GROWTH, target - room));
            }
        } catch (IOException e) {
            if (outOfSpace(e, GROWTH)) {
                throw Failures.noRoom(name, e);
            }
            throw e;
        }
    }

    /**
     * After a frame found no room: makes sure that what there is of it will not be taken for one.
     */
    private void takeBack(IOException cause, int length) throws IOException {
        if (!outOfSpace(cause, length)) {
            throw cause;
        }
        try {
            file.write(position, new byte[ALIGN], 0, ALIGN);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw cause;
        }
        throw Failures.noRoom(name, cause);
    }

    /** Whether a write failed for want of space. */
    boolean outOfSpace(IOException e, int wanted) {
        return Failures.isFull(e) || space.usableSpace() < wanted + (1L << 16);
    }

    /**
     * Reads the frames that are to be applied: an unbroken chain from the start of the journal that
     * reaches beyond the checkpoint. Leaves nothing to be appended to: the caller makes a
     * checkpoint.
     *
     * @param checkpoint the commit up to which the pages are durable
     */
    public SortedMap<Long, Frame> read(long checkpoint) throws IOException {
        SortedMap<Long, Frame> chain = new TreeMap<>();
        long at = 0;
        long last = -1;
        Frame frame = frameAt(at);
        while (frame != null && (last < 0 || frame.sequence() == last + 1)) {
            chain.put(frame.sequence(), frame);
            last = frame.sequence();
            at = frame.end();
            frame = frameAt(at);
        }
        if (!chain.isEmpty() && chain.firstKey() > checkpoint + 1) {
            String begin = name + " begins at commit " + chain.firstKey();
            String end = " but the pages end at " + checkpoint;
            throw Failures.damaged(begin + end + ": they do not belong together");
        }
        long reached = Math.max(last, checkpoint);
        for (; at + ALIGN <= room; at += ALIGN) {
            Frame later = frameAt(at);
            if (later != null && later.sequence() > reached) {
                String damaged = name + " is damaged after commit " + reached;
                String there = "commit " + later.sequence() + " is there";
                throw Failures.damaged(
                        damaged + ": " + there + " but what lies between is not readable");
            }
        }
        if (last < checkpoint) {
            chain.clear();
        }
        return chain;
    }

    private @Nullable Frame frameAt(long at) throws IOException {
        if (at + HEADER + CHECK > room) {
            return null;
        }
        byte[] head = new byte[HEADER];
        file.read(at, head, 0, HEADER);
        ByteBuffer in = ByteBuffer.wrap(head);
        if (in.getLong() != MAGIC) {
            return null;
        }
        int version = in.getInt();
        int frame = in.getInt();
        UUID owner = new UUID(in.getLong(), in.getLong());
        long sequence = in.getLong();
        long length = in.getLong();
        int count = in.getInt();
        if (owner.equals(volume)) {
            DiskFormat.JOURNAL.refuseNewer(name, version);
        }
        if (!owner.equals(volume)
                || version != DiskFormat.JOURNAL.number()
                || count < 0
                || frame != HEADER + (long) count * ENTRY + CHECK
                || at + frame > room) {
            return null;
        }
        ByteBuffer whole = ByteBuffer.allocate(frame);
        file.read(at, whole.array(), 0, frame);
        if (whole.getLong(frame - CHECK) != Checksums.wide(whole.array(), frame - CHECK)) {
            return null;
        }
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        whole.position(HEADER);
        for (int i = 0; i < count; i++) {
            long page = whole.getLong();
            byte[] data = new byte[PageFile.PAGE];
            whole.get(data);
            pages.put(page, data);
        }
        return new Frame(sequence, length, pages, at + padded(frame));
    }

    /** All pages of a chain, each as its last frame has it. */
    static SortedMap<Long, byte[]> pages(Map<Long, Frame> chain) {
        SortedMap<Long, byte[]> pages = new TreeMap<>();
        chain.values().forEach(frame -> pages.putAll(frame.pages()));
        return pages;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
