/**
 * What a command is made of: the base classes, and the options that many commands share. Every
 * command extends {@link io.craton.hsm.cli.command.CratonCommand}, and one that logs in {@link
 * io.craton.hsm.cli.command.LoginCommand}.
 */
@NullMarked
package io.craton.hsm.cli.command;

import org.jspecify.annotations.NullMarked;
