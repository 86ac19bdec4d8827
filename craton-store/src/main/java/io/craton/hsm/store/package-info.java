/**
 * Tokens in slots: opened, initialised, restored, destroyed. What they are made of lies in the
 * packages below, of which each names only those that stand before it in {@code
 * docs/architecture.md}; nothing here is for applications.
 */
@NullMarked
package io.craton.hsm.store;

import org.jspecify.annotations.NullMarked;
