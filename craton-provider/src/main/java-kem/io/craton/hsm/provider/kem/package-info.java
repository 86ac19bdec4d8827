/**
 * Key encapsulation, which JCA makes by the table of services. Compiled apart and loaded by name,
 * because an early update of Java 17 has no {@code javax.crypto.KEM}: no class outside of this
 * package names one in it.
 */
@NullMarked
package io.craton.hsm.provider.kem;

import org.jspecify.annotations.NullMarked;
