/**
 * How a command ends when it cannot do what it was asked: the exit codes, and the exception that
 * carries one with its sentence. Every package of the command line throws {@link
 * io.craton.hsm.cli.error.CliException}; the root alone catches it.
 */
@NullMarked
package io.craton.hsm.cli.error;

import org.jspecify.annotations.NullMarked;
