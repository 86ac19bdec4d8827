/**
 * The commands {@code audit ...}: they verify, rotate, sign, prove and export the log. What checks
 * a log or a proof needs no token and no PIN; exit code 5 says that it does not verify.
 */
@NullMarked
package io.craton.hsm.cli.audit;

import org.jspecify.annotations.NullMarked;
