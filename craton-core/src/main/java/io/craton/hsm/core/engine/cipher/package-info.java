/** AES, triple DES and ChaCha20 in their modes. */
@NullMarked
package io.craton.hsm.core.engine.cipher;

import org.jspecify.annotations.NullMarked;
