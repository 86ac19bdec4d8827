package io.craton.hsm.spi;

import java.util.List;

/** What opens a backup. Arrays are wiped by whoever made them. */
public sealed interface BackupSecret {
    /**
     * The SO PIN as it was when the backup was made.
     *
     * @param pin the PIN
     */
    record SoPin(byte[] pin) implements BackupSecret {}

    /**
     * The extra passphrase that the backup was made with.
     *
     * @param passphrase any bytes
     */
    record Passphrase(byte[] passphrase) implements BackupSecret {}

    /**
     * As many shares as the backup asks for.
     *
     * @param shares in the form in which they were given out
     */
    record Shares(List<String> shares) implements BackupSecret {}
}
