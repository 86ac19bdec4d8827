/**
 * The commands {@code integrity ...} on {@code craton-hsm.hmac}, with which the self-test compares
 * the program files.
 */
@NullMarked
package io.craton.hsm.cli.integrity;

import org.jspecify.annotations.NullMarked;
