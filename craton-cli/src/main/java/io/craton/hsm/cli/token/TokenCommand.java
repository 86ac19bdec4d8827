package io.craton.hsm.cli.token;

import picocli.CommandLine.Command;

/** The group {@code token}. */
@Command(
        name = "token",
        description = "Initialise tokens and look at them.",
        subcommands = {
            TokenInitCommand.class,
            TokenDestroyCommand.class,
            TokenInfoCommand.class,
            TokenListCommand.class
        })
public final class TokenCommand {}
