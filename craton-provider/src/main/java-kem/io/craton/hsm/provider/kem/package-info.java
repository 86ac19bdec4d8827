/**
 * Key encapsulation; compiled apart, because an early update of Java 17 has no {@code
 * javax.crypto.KEM}.
 */
@NullMarked
package io.craton.hsm.provider.kem;

import org.jspecify.annotations.NullMarked;
