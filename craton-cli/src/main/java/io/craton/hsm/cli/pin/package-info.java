/**
 * The commands {@code pin ...}, by which the SO sets the user PIN and each role changes its own.
 */
@NullMarked
package io.craton.hsm.cli.pin;

import org.jspecify.annotations.NullMarked;
