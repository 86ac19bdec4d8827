/** Key derivation; for Java 25 and newer, which have {@code javax.crypto.KDF}. */
@NullMarked
package io.craton.hsm.provider.kdf;

import org.jspecify.annotations.NullMarked;
