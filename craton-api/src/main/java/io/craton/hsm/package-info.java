/**
 * Craton HSM: a software hardware-security-module with the semantics of PKCS#11 v3.2. Start at
 * {@link io.craton.hsm.Hsm#open}.
 */
@NullMarked
package io.craton.hsm;

import org.jspecify.annotations.NullMarked;
