/**
 * What the programs in {@code src/programs} are given. Each is one {@link
 * io.craton.hsm.clients.Program}: its {@code use} runs in a JVM with the product and somebody
 * else's library, its {@code judge} in another JVM, which does not have the product on its class
 * path.
 */
@NullMarked
package io.craton.hsm.clients;

import org.jspecify.annotations.NullMarked;
