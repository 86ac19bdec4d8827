package io.craton.hsm.store.page;

import java.io.File;
import java.nio.ByteBuffer;
import org.mapdb.DBException;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

/** What MapDB asks of a volume, over pages. Numbers are big-endian, whatever the machine. */
abstract class PagedVolume extends Volume {
    private static final int SHIFT = 12;
    private static final int MASK = PageFile.PAGE - 1;

    /** A page to be read; must not be changed. */
    abstract byte[] page(long number);

    /** A page to be changed. */
    abstract byte[] writable(long number);

    @Override
    public final byte getByte(long offset) {
        return page(offset >>> SHIFT)[(int) offset & MASK];
    }

    @Override
    public final int getInt(long offset) {
        return (int) get(offset, Integer.BYTES);
    }

    @Override
    public final long getLong(long offset) {
        return get(offset, Long.BYTES);
    }

    private long get(long offset, int count) {
        byte[] page = page(offset >>> SHIFT);
        int at = (int) offset & MASK;
        if (at + count > PageFile.PAGE) {
            byte[] bytes = new byte[count];
            getData(offset, bytes, 0, count);
            page = bytes;
            at = 0;
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (page[at + i] & 0xFF);
        }
        return value;
    }

    @Override
    public final void getData(long offset, byte[] target, int position, int size) {
        for (int done = 0; done < size; ) {
            int at = (int) (offset + done) & MASK;
            int count = Math.min(PageFile.PAGE - at, size - done);
            System.arraycopy(page((offset + done) >>> SHIFT), at, target, position + done, count);
            done += count;
        }
    }

    @Override
    public final DataInput2 getDataInput(long offset, int size) {
        int at = (int) offset & MASK;
        if (at + size <= PageFile.PAGE) {
            return new DataInput2.ByteArray(page(offset >>> SHIFT), at);
        }
        byte[] bytes = new byte[size];
        getData(offset, bytes, 0, size);
        return new DataInput2.ByteArray(bytes);
    }

    @Override
    public final void putByte(long offset, byte value) {
        writable(offset >>> SHIFT)[(int) offset & MASK] = value;
    }

    @Override
    public final void putInt(long offset, int value) {
        putData(offset, ByteBuffer.allocate(Integer.BYTES).putInt(value).array(), 0, Integer.BYTES);
    }

    @Override
    public final void putLong(long offset, long value) {
        putData(offset, ByteBuffer.allocate(Long.BYTES).putLong(value).array(), 0, Long.BYTES);
    }

    @Override
    public final void putData(long offset, byte[] source, int position, int size) {
        for (int done = 0; done < size; ) {
            int at = (int) (offset + done) & MASK;
            int count = Math.min(PageFile.PAGE - at, size - done);
            System.arraycopy(
                    source, position + done, writable((offset + done) >>> SHIFT), at, count);
            done += count;
        }
    }

    @Override
    public final void putData(long offset, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        putData(offset, bytes, 0, bytes.length);
    }

    @Override
    public final void clear(long start, long end) {
        for (long offset = start; offset < end; offset += CLEAN.length) {
            putData(offset, CLEAN, 0, (int) Math.min(CLEAN.length, end - offset));
        }
    }

    private static final byte[] CLEAN = new byte[1024];

    @Override
    public void truncate(long size) {
        throw new DBException.VolumeIOError(
                "this volume does not shrink", new UnsupportedOperationException());
    }

    @Override
    public final int sliceSize() {
        return -1;
    }

    @Override
    public final boolean isSliced() {
        return false;
    }

    @Override
    @SuppressWarnings("NullAway") // MapDB says null for "no file"
    public final File getFile() {
        return null;
    }

    @Override
    public final boolean getFileLocked() {
        return true;
    }

    /**
     * Empty, so that the virtual machine does not register volumes for finalization as MapDB's own
     * would be.
     */
    @Override
    @SuppressWarnings({"deprecation", "removal", "Finalize"})
    protected final void finalize() {}
}
