package io.craton.hsm.cli.config;

import picocli.CommandLine.Command;

/** The group {@code config}. */
@Command(
        name = "config",
        description = "Look at the configuration, without opening a token.",
        subcommands = {ConfigShowCommand.class, ConfigCheckCommand.class})
public final class ConfigCommand {}
