package io.craton.hsm.store.backup;

import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.page.Journal;
import io.craton.hsm.store.spi.RecordStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is inside a backup: the token's header, then each record as it is in the store, then how
 * many.
 */
final class BackupRecords {
    private static final int RECORD = 1;
    private static final int END = 0;
    private static final int GROUP = 500;
    private static final int GROUP_BYTES = 4 << 20;
    private static final byte[] FIRST = {0};
    private static final byte[] BEHIND = {(byte) 0x7F};

    private BackupRecords() {}

    static void write(DataOutputStream out, TokenHeader header, RecordStore.Snapshot snapshot)
            throws IOException {
        out.write(header.encode());
        long[] count = new long[1];
        try {
            snapshot.forEach(
                    FIRST,
                    BEHIND,
                    (key, value) -> {
                        write(out, key, value);
                        count[0]++;
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.writeByte(END);
        out.writeLong(count[0]);
    }

    private static void write(DataOutputStream out, byte[] key, byte[] value) {
        try {
            out.writeByte(RECORD);
            out.writeByte(key.length);
            out.write(key);
            out.writeInt(value.length);
            out.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TokenHeader readHeader(DataInputStream in) throws IOException {
        byte[] image = new byte[TokenHeader.SIZE];
        try {
            in.readFully(image);
        } catch (EOFException e) {
            throw BackupHeader.invalid("the backup has no token in it");
        }
        TokenHeader header = TokenHeader.decode("the backup", image);
        if (header == null) {
            throw BackupHeader.invalid("the token's header in the backup is damaged");
        }
        return header;
    }

    /** Hands the records on in groups. */
    static void read(DataInputStream in, Consumer<List<RecordStore.Write>> target)
            throws IOException {
        long count = 0;
        int bytes = 0;
        List<RecordStore.Write> group = new ArrayList<>();
        try {
            for (int kind = in.readUnsignedByte(); kind == RECORD; kind = in.readUnsignedByte()) {
                byte[] key = new byte[in.readUnsignedByte()];
                in.readFully(key);
                int length = in.readInt();
                if (length < 0 || length > Journal.LARGEST_FRAME) {
                    throw BackupHeader.invalid("record " + count + " of the backup is damaged");
                }
                byte[] value = in.readNBytes(length); // takes the memory as the bytes come
                if (value.length < length) {
                    throw new EOFException();
                }
                group.add(new RecordStore.Write(key, value));
                count++;
                bytes += length;
                if (group.size() == GROUP || bytes > GROUP_BYTES) {
                    target.accept(group);
                    group = new ArrayList<>();
                    bytes = 0;
                }
            }
            if (in.readLong() != count) {
                throw BackupHeader.invalid("the backup has not as many records as it says");
            }
        } catch (EOFException e) {
            throw BackupHeader.invalid("the backup ends after " + count + " records");
        }
        if (!group.isEmpty()) {
            target.accept(group);
        }
    }
}
