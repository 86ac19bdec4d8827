package io.craton.hsm.cli.keyfile;

import io.craton.hsm.cli.secret.Secret;

/** What opens files that are encrypted. */
@FunctionalInterface
public interface Passphrase {
    /**
     * Asked only if the file is encrypted; the reader does not close it.
     *
     * @throws io.craton.hsm.cli.error.CliException if there is none
     */
    Secret get();
}
