/** Digests and message authentication codes. */
@NullMarked
package io.craton.hsm.core.engine.mac;

import org.jspecify.annotations.NullMarked;
