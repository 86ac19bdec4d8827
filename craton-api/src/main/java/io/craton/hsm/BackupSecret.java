package io.craton.hsm;

import java.util.List;

/** What opens a backup. Arrays are wiped by whoever made them. */
public sealed interface BackupSecret {
    /**
     * The SO PIN as it was when the backup was made.
     *
     * @param pin the PIN
     */
    record SoPin(byte[] pin) implements BackupSecret {
        /** Refuses null ({@code CKR_ARGUMENTS_BAD}). */
        public SoPin {
            Arguments.notNull(pin, "the SO PIN");
        }
    }

    /**
     * The extra passphrase that the backup was made with.
     *
     * @param passphrase any bytes
     */
    record Passphrase(byte[] passphrase) implements BackupSecret {
        /** Refuses null ({@code CKR_ARGUMENTS_BAD}). */
        public Passphrase {
            Arguments.notNull(passphrase, "the passphrase");
        }
    }

    /**
     * As many shares as the backup asks for.
     *
     * @param shares in the form in which they were given out
     */
    record Shares(List<String> shares) implements BackupSecret {
        /** Refuses nulls ({@code CKR_ARGUMENTS_BAD}). */
        public Shares {
            Arguments.noneNull(shares, "the shares");
        }
    }
}
