/**
 * The hash-chained audit log: opened, and what is done to one that nobody has open. What it is made
 * of lies in the packages below, of which each names only those that stand before it in {@code
 * docs/architecture.md}.
 */
@NullMarked
package io.craton.hsm.audit;

import org.jspecify.annotations.NullMarked;
