package io.craton.hsm;

import java.util.List;

/**
 * What {@link Slot#backup} made.
 *
 * @param info what the header of the archive says
 * @param sha256 of the whole archive, lowercase hex
 * @param shares the shares, to be handed to different people, as many as were asked for; one alone
 *     opens nothing
 */
public record BackupReport(BackupInfo info, String sha256, List<String> shares) {
    /** Copies the shares. */
    public BackupReport {
        shares = List.copyOf(shares);
    }

    /** Names no share. */
    @Override
    public String toString() {
        return "BackupReport[" + info + ", sha256=" + sha256 + ", " + shares.size() + " shares]";
    }
}
