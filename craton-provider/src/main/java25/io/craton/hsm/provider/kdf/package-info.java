/**
 * Key derivation, which JCA makes by the table of services. For Java 25 and newer, which have
 * {@code javax.crypto.KDF}; loaded by name, so no class outside of this package names one in it.
 */
@NullMarked
package io.craton.hsm.provider.kdf;

import org.jspecify.annotations.NullMarked;
