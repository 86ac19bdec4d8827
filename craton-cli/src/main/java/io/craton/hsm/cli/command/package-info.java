/**
 * What a command is made of: the base classes, and the options that many commands share. Every
 * command extends {@link io.craton.hsm.cli.command.CratonCommand}, and one that works as the user
 * of the token {@link io.craton.hsm.cli.command.CratonCommand}.
 */
@NullMarked
package io.craton.hsm.cli.command;

import org.jspecify.annotations.NullMarked;
