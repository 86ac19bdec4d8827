package io.craton.hsm.spi;

import io.craton.hsm.BackupInfo;
import java.util.List;

/**
 * A backup that was opened and checked from end to end.
 *
 * @param opened whether the secret was right; if not, nothing but the header is known
 * @param info the header
 * @param sha256 of the whole archive, lowercase hex
 * @param privateListed whether the private objects are among the objects: that takes the SO PIN,
 *     and a token whose SO PIN opens them
 * @param objects ids and attributes
 */
public record BackupContents(
        boolean opened,
        BackupInfo info,
        String sha256,
        boolean privateListed,
        List<TokenStore.StoredObject> objects) {}
