package io.craton.hsm.spi;

import io.craton.hsm.BackupInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of making a backup.
 *
 * @param verdict on the SO PIN; unless it is right nothing was written
 * @param info what the header of the archive says, or null if there is none
 * @param sha256 of the whole archive, lowercase hex; empty if there is none
 * @param shares the shares, to be given to different people; each opens nothing alone
 */
public record BackupResult(
        PinVerdict verdict, @Nullable BackupInfo info, String sha256, List<String> shares) {}
