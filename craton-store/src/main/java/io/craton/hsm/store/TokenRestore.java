package io.craton.hsm.store;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.backup.BackupInspector;
import io.craton.hsm.store.backup.BackupReader;
import io.craton.hsm.store.header.SerialNumbers;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.TokenRecords;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Builds the volume of a backup beside what is there. Nothing changes for anybody before the header
 * is written.
 */
final class TokenRestore {
    private final int slot;
    private final StoreSettings settings;
    private final SlotStorage storage;

    TokenRestore(LiveToken live) {
        this.slot = live.slot();
        this.settings = live.settings();
        this.storage = live.storage();
    }

    /** Refuses what must not be restored here. */
    void check(BackupInfo info, @Nullable TokenHeader present, boolean force) {
        String serial = SerialNumbers.configured(settings, slot);
        if (serial != null && !info.serialNumber().equals(serial)) {
            String wanted = " is configured for " + serial;
            String advice = "set token.serial_number to that of the backup";
            throw other("serial numbers", info.serialNumber(), wanted, advice);
        }
        if (present == null) {
            return;
        }
        if (!force) {
            String there = "there is a token in slot " + slot;
            throw refused(there + "; move the store away, or use --force to replace it");
        }
        String advice = "move the store away first";
        if (!info.serialNumber().equals(present.serial())) {
            throw other(
                    "serial numbers", info.serialNumber(), " holds " + present.serial(), advice);
        }
        if (!info.label().equals(present.label())) {
            String label = '"' + info.label() + '"';
            throw other("labels", label, " holds \"" + present.label() + '"', advice);
        }
    }

    /** It is another token than the one that belongs here. */
    private HsmException other(String names, String backup, String here, String advice) {
        String what = "the backup is of token " + backup + " but slot " + slot + here;
        return refused(what + ": " + names + " do not change in a restore; " + advice);
    }

    private static HsmException refused(String sentence) {
        return new HsmException(ReturnCode.CKR_FUNCTION_REJECTED, sentence);
    }

    /**
     * Builds and checks the volume.
     *
     * @param sequence the last commit of what is there
     * @return the header that puts it in force
     */
    TokenHeader build(
            BackupReader reader,
            BackupReader.Opened opened,
            @Nullable TokenHeader present,
            long sequence)
            throws IOException {
        long start = Math.max(sequence, reader.header().info().sequence());
        TokenHeader restored;
        try (RecordStore records = storage.build(NewToken.uuid(settings.random()), start)) {
            TokenHeader token =
                    reader.read(opened, writes -> TokenRecords.append(records, writes)).token();
            try (RecordStore.Snapshot snapshot = records.snapshot()) {
                new BackupInspector().check(reader, opened, token, snapshot);
            }
            records.settle();
            long newest = Math.max(token.sequence(), present == null ? 0 : present.sequence());
            restored =
                    token.restored(newest + 1, records.id(), slot, nonceSpace(token.nonceSpace()));
        }
        if (present != null) {
            storage.keepAside(present.volume());
        }
        return restored;
    }

    /** Random and not 0: what was given out after the backup must not be given out again. */
    private int nonceSpace(int old) {
        int space = 0;
        while (space == 0 || space == old) {
            byte[] bytes = new byte[4];
            settings.random().nextBytes(bytes);
            space = ByteBuffer.wrap(bytes).getInt() & Integer.MAX_VALUE;
        }
        return space;
    }
}
