/** Ciphers and key wrapping. */
@NullMarked
package io.craton.hsm.provider.cipher;

import org.jspecify.annotations.NullMarked;
