/**
 * The module in another process: {@link io.craton.hsm.client.ClientHsmProvider} opens an {@link
 * io.craton.hsm.Hsm} whose calls a daemon answers, when the configuration has {@code
 * client.target}. Nothing here computes, stores or records; nothing is kept but connections and the
 * numbers of sessions. Applications name no class of it.
 */
@NullMarked
package io.craton.hsm.client;

import org.jspecify.annotations.NullMarked;
