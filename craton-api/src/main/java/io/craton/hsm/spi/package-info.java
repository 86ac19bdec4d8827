/**
 * What the modules behind the API are to each other; not for applications. The core finds a {@link
 * io.craton.hsm.spi.TokenStoreProvider} and an {@link io.craton.hsm.spi.AuditLogProvider} as
 * services; whoever writes another store or log implements these.
 *
 * <p>Every door says what went wrong with {@link io.craton.hsm.spi.Causes}, text from outside is
 * shown with {@link io.craton.hsm.spi.Printable}, bytes in a value are {@link
 * io.craton.hsm.spi.Bytes}, and secrets are read with {@link io.craton.hsm.spi.SecretAccess}.
 * Nothing here is promised to stay from one release to the next.
 */
@NullMarked
package io.craton.hsm.spi;

import org.jspecify.annotations.NullMarked;
