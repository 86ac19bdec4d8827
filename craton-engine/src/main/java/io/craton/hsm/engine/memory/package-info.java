/**
 * Where secrets live while they are in the module, and what the C library of the host does for
 * them. Whoever keeps a secret for longer than a call keeps it in a {@link
 * io.craton.hsm.engine.memory.SecretBytes}: outside the Java heap, locked into memory and left out
 * of core dumps where the host lets us, wiped when it is closed. To read one takes a {@link
 * io.craton.hsm.spi.SecretAccess}.
 */
@NullMarked
package io.craton.hsm.engine.memory;

import org.jspecify.annotations.NullMarked;
