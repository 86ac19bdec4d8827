/**
 * The implementation {@code core} of the API: the module in this process. {@code Assembly} puts it
 * together from the packages below, of which each names only those that stand before it in {@code
 * docs/architecture.md}. It is found as a service; nothing here is for applications.
 */
@NullMarked
package io.craton.hsm.core;

import org.jspecify.annotations.NullMarked;
