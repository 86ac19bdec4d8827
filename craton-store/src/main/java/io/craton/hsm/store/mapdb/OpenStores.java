package io.craton.hsm.store.mapdb;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;

/**
 * Which stores are open in this virtual machine. They are kept as system properties, which are
 * strings: another class loader with its own copy of this class sees them, and none is held by
 * them. File locks would not do: they are the process's, and opening and closing the lock file a
 * second time would give the lock away.
 */
final class OpenStores {
    private static final String PREFIX = "io.craton.hsm.store.open:";

    private OpenStores() {}

    /**
     * @throws HsmException {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if the directory is open
     *     already
     */
    static void enter(Path real) {
        String process = Long.toString(ProcessHandle.current().pid());
        Object holder = System.getProperties().putIfAbsent(PREFIX + real, process);
        if (holder != null) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_ALREADY_INITIALIZED,
                    "Database is locked by this process ("
                            + process
                            + "): "
                            + real
                            + " is open already; use the instance that is there or close it first");
        }
    }

    static void leave(Path real) {
        System.getProperties().remove(PREFIX + real);
    }
}
