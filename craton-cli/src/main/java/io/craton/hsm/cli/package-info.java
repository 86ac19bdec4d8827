/**
 * The command line as a whole: the entry point, the tree of commands, and the one place where
 * errors leave the process. {@link io.craton.hsm.cli.RootCommand} names the groups of commands and
 * is named by none of them.
 */
@NullMarked
package io.craton.hsm.cli;

import org.jspecify.annotations.NullMarked;
