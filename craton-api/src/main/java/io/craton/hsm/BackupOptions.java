package io.craton.hsm;

import org.jspecify.annotations.Nullable;

/**
 * How a backup is made.
 *
 * @param soPin the SO PIN, which will open it
 * @param passphrase a passphrase that opens it, too; or null
 * @param threshold how many shares open it, 2 to 255; or 0 for none
 * @param shares how many shares are made, {@code threshold} to 255; or 0 for none
 */
public record BackupOptions(byte[] soPin, byte @Nullable [] passphrase, int threshold, int shares) {
    /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}), but for the passphrase. */
    public BackupOptions(byte[] soPin, byte @Nullable [] passphrase, int threshold, int shares) {
        Arguments.notNull(soPin, "the SO PIN");
        this.soPin = soPin;
        this.passphrase = passphrase;
        this.threshold = threshold;
        this.shares = shares;
    }

    /** Opened by the SO PIN only. */
    public static BackupOptions withSoPin(byte[] soPin) {
        return new BackupOptions(soPin, null, 0, 0);
    }
}
