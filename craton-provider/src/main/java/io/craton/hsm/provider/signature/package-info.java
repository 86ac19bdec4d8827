/** Signatures and message authentication codes. */
@NullMarked
package io.craton.hsm.provider.signature;

import org.jspecify.annotations.NullMarked;
