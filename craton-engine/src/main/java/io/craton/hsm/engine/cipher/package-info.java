/** AES, triple DES and ChaCha20 in their modes. */
@NullMarked
package io.craton.hsm.engine.cipher;

import org.jspecify.annotations.NullMarked;
