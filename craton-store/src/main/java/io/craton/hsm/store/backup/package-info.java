/** Archives: written, read, looked into, and the shares that open one. */
@NullMarked
package io.craton.hsm.store.backup;

import org.jspecify.annotations.NullMarked;
