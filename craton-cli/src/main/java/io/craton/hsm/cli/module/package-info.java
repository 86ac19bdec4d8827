/**
 * The module as one command has it: which configuration, whether there is a store at all, and the
 * open token. Commands come to it through {@link io.craton.hsm.cli.command.CratonCommand}.
 */
@NullMarked
package io.craton.hsm.cli.module;

import org.jspecify.annotations.NullMarked;
