package io.craton.hsm.store.page;

import io.craton.hsm.store.file.DiskFormat;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a volume on disk. Two header blocks of 4096 bytes, written in turns, then one slot
 * of 4112 bytes a page: 4096 bytes of data, the sequence of the commit that wrote it, a checksum. A
 * slot of zeros is a page that was never written. The layout is in {@code docs/formats.md}.
 */
public final class PageFile implements Closeable {
    static final int PAGE = 4096;
    private static final long MAGIC = 0x4352544E50414745L; // "CRTNPAGE"
    private static final int SLOT = PAGE + 16;
    private static final int HEADER_BLOCK = 4096;
    private static final int HEADER_BYTES = 64;
    private static final int FIRST_PAGE = 2 * HEADER_BLOCK;
    private static final int GROWTH = 64;

    private final String name;
    private final StoreFile file;
    private final UUID volume;
    private Header header;

    /** How many pages have room in the file. */
    private long pages;

    /**
     * What a header block says: its turn, the commit up to which the pages are durable, the
     * volume's length.
     */
    record Header(long turn, long sequence, long length) {}

    private PageFile(String name, StoreFile file, UUID volume, Header header) throws IOException {
        this.name = name;
        this.file = file;
        this.volume = volume;
        this.header = header;
        this.pages = Math.max(0, (file.size() - FIRST_PAGE) / SLOT);
    }

    /** Makes the file; it is whole when this returns. */
    static PageFile create(FileSpace space, String fileName, UUID volume, long sequence)
            throws IOException {
        StoreFile file = space.create(fileName, false);
        PageFile pages =
                new PageFile(space.describe(fileName), file, volume, new Header(0, sequence, 0));
        file.write(0, new byte[FIRST_PAGE], 0, FIRST_PAGE);
        pages.writeHeader(sequence, 0);
        file.force();
        return pages;
    }

    /** Fails if the file was moved or deleted: what is written to it would be gone. */
    void requireThere() throws IOException {
        file.requireThere();
    }

    public static PageFile open(FileSpace space, String fileName) throws IOException {
        StoreFile file = space.open(fileName, false);
        String where = space.describe(fileName);
        try {
            if (file.size() < FIRST_PAGE) {
                throw Failures.damaged(where + " is too short to be a store");
            }
            byte[] blocks = new byte[FIRST_PAGE];
            file.read(0, blocks, 0, FIRST_PAGE);
            Found first = decode(where, ByteBuffer.wrap(blocks, 0, HEADER_BLOCK).slice());
            Found second =
                    decode(where, ByteBuffer.wrap(blocks, HEADER_BLOCK, HEADER_BLOCK).slice());
            Found best = newer(first, second);
            if (best == null) {
                throw Failures.damaged("both headers of " + where + " are damaged");
            }
            return new PageFile(where, file, best.volume(), best.header());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private record Found(UUID volume, Header header) {}

    private static @Nullable Found newer(@Nullable Found first, @Nullable Found second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return first.header().turn() > second.header().turn() ? first : second;
    }

    private static @Nullable Found decode(String where, ByteBuffer block) {
        byte[] bytes = new byte[HEADER_BYTES];
        block.get(0, bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long magic = in.getLong();
        int version = in.getInt();
        int pageSize = in.getInt();
        if (magic == MAGIC) {
            DiskFormat.PAGES.refuseNewer(where, version);
        }
        UUID volume = new UUID(in.getLong(), in.getLong());
        Header header = new Header(in.getLong(), in.getLong(), in.getLong());
        int check = in.getInt(HEADER_BYTES - 4);
        if (magic != MAGIC
                || version != DiskFormat.PAGES.number()
                || pageSize != PAGE
                || check != Checksums.crc32c(bytes, 0, HEADER_BYTES - 4)) {
            return null;
        }
        return new Found(volume, header);
    }

    /** Writes the header block whose turn it is; {@link #force()} makes it durable. */
    void writeHeader(long sequence, long length) throws IOException {
        Header next = new Header(header.turn() + 1, sequence, length);
        byte[] block = new byte[HEADER_BYTES];
        ByteBuffer out = ByteBuffer.wrap(block);
        out.putLong(MAGIC).putInt(DiskFormat.PAGES.number()).putInt(PAGE);
        out.putLong(volume.getMostSignificantBits()).putLong(volume.getLeastSignificantBits());
        out.putLong(next.turn()).putLong(next.sequence()).putLong(next.length());
        out.putInt(HEADER_BYTES - 4, Checksums.crc32c(block, 0, HEADER_BYTES - 4));
        file.write((next.turn() & 1) * HEADER_BLOCK, block, 0, HEADER_BYTES);
        header = next;
    }

    public UUID volume() {
        return volume;
    }

    /** The header that is in force. */
    Header header() {
        return header;
    }

    /**
     * Makes room for the pages up to this one, so that writing them later cannot run out of space.
     */
    void reserve(long page) throws IOException {
        if (page < pages) {
            return;
        }
        long target = page + 1 + GROWTH;
        byte[] zeros = new byte[SLOT * GROWTH];
        while (pages < target) {
            int count = (int) Math.min(GROWTH, target - pages);
            file.write(FIRST_PAGE + pages * SLOT, zeros, 0, count * SLOT);
            pages += count;
        }
    }

    /**
     * The data of a page: the first 4096 bytes of what is returned.
     *
     * @param newest the newest commit that may have written it
     */
    byte[] read(long page, long newest) throws IOException {
        if (page >= pages) {
            return new byte[PAGE];
        }
        byte[] slot = new byte[SLOT];
        file.read(FIRST_PAGE + page * SLOT, slot, 0, SLOT);
        ByteBuffer in = ByteBuffer.wrap(slot);
        long sequence = in.getLong(PAGE);
        int check = in.getInt(PAGE + 8);
        if (sequence == 0 && check == 0 && allZero(slot)) {
            return new byte[PAGE];
        }
        if (check != check(page, slot)) {
            throw Failures.damaged("page " + page + " of " + name + " is damaged");
        }
        refuse(page, sequence, newest);
        return slot;
    }

    private void refuse(long page, long sequence, long newest) {
        if (sequence > newest) {
            String found = "page " + page + " of " + name + " is of commit " + sequence;
            String end = " but the journal ends at " + newest;
            throw Failures.damaged(found + end + ": the journal is missing or damaged");
        }
    }

    /**
     * Looks at a page that is to be written over, which may be torn: refuses if it is whole and
     * newer.
     */
    void refuseNewer(long page, long newest) throws IOException {
        if (page >= pages) {
            return;
        }
        byte[] slot = new byte[SLOT];
        file.read(FIRST_PAGE + page * SLOT, slot, 0, SLOT);
        if (ByteBuffer.wrap(slot).getInt(PAGE + 8) == check(page, slot)) {
            refuse(page, ByteBuffer.wrap(slot).getLong(PAGE), newest);
        }
    }

    void write(long page, byte[] data, long sequence) throws IOException {
        byte[] slot = Arrays.copyOf(data, SLOT);
        ByteBuffer.wrap(slot).putLong(PAGE, sequence);
        ByteBuffer.wrap(slot).putInt(PAGE + 8, check(page, slot));
        file.write(FIRST_PAGE + page * SLOT, slot, 0, SLOT);
        pages = Math.max(pages, page + 1);
    }

    /** Binds a page to its place and its volume. */
    private int check(long page, byte[] slot) {
        byte[] place = new byte[24];
        ByteBuffer.wrap(place)
                .putLong(volume.getMostSignificantBits())
                .putLong(volume.getLeastSignificantBits())
                .putLong(page);
        return Checksums.crc32c(slot, 0, PAGE + 8) ^ Checksums.crc32c(place, 0, place.length);
    }

    private static boolean allZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    void force() throws IOException {
        file.force();
    }

    /** How long the file is, in bytes. */
    long fileSize() throws IOException {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
