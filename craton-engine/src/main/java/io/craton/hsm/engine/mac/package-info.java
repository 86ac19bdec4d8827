/** Digests and message authentication codes. */
@NullMarked
package io.craton.hsm.engine.mac;

import org.jspecify.annotations.NullMarked;
