/** What the engine, the store and the audit log are to each other; not for applications. */
@NullMarked
package io.craton.hsm.spi;

import org.jspecify.annotations.NullMarked;
