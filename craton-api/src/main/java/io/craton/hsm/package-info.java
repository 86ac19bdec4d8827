/**
 * Craton HSM: a software hardware-security-module with the semantics of PKCS#11 v3.2. Start at
 * {@link io.craton.hsm.Hsm#open}, take a {@link io.craton.hsm.Slot}, open a {@link
 * io.craton.hsm.Session}; {@link io.craton.hsm.Session#functions} has the functions of the standard
 * one by one.
 *
 * <p>Applications need this package and nothing else. It names no other package of the product, and
 * what is public here stays: a change that breaks callers is in the changelog, with what to do. An
 * error is an {@link io.craton.hsm.HsmException} with a return code of the standard. Arrays are the
 * caller's: what is handed in is read during the call, and secrets are wiped by whoever made them.
 */
@NullMarked
package io.craton.hsm;

import org.jspecify.annotations.NullMarked;
