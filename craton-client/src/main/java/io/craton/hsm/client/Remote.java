package io.craton.hsm.client;

import org.jspecify.annotations.Nullable;

/**
 * What is in the daemon.
 *
 * @param type the interface of it
 * @param number its number there
 * @param born the generation of the link that it belongs to; -1 for the module and its slots, which
 *     outlive it
 * @param parent of a session its slot, of functions and operations their session; null for the rest
 */
record Remote(Class<?> type, long number, int born, @Nullable Object parent) {}
