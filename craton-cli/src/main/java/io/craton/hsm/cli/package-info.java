/** The command line: the entry point, the exit codes, and what all commands share. */
@NullMarked
package io.craton.hsm.cli;

import org.jspecify.annotations.NullMarked;
