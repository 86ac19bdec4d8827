package io.craton.hsm;

import java.time.Instant;
import java.util.UUID;

/**
 * What anybody can read of a backup. It is authenticated only once the backup has been opened.
 *
 * @param format the version of the format
 * @param productVersion the release that made it
 * @param created when
 * @param slot the slot that the token was in
 * @param label the label of the token
 * @param serialNumber the serial number of the token
 * @param tokenId what tells this token from all others
 * @param sequence the commit of the store that it shows
 * @param publicObjects how many public objects
 * @param privateObjects how many private objects
 * @param passphrase whether a passphrase opens it, too
 * @param threshold how many shares open it; 0 if there are none
 */
public record BackupInfo(
        int format,
        String productVersion,
        Instant created,
        int slot,
        String label,
        String serialNumber,
        UUID tokenId,
        long sequence,
        long publicObjects,
        long privateObjects,
        boolean passphrase,
        int threshold) {}
