/**
 * Ciphers and key wrapping. JCA makes {@link io.craton.hsm.provider.cipher.SymmetricCipher}, {@link
 * io.craton.hsm.provider.cipher.RsaCipher} and {@link io.craton.hsm.provider.cipher.KeyWrapCipher}
 * by the rows of {@link io.craton.hsm.provider.cipher.Transformation}, which the table of services
 * is made of. An object is for one thread at a time, as JCA's are. A failed decryption gives no
 * plaintext, and after an error the object wants {@code init} again.
 */
@NullMarked
package io.craton.hsm.provider.cipher;

import org.jspecify.annotations.NullMarked;
