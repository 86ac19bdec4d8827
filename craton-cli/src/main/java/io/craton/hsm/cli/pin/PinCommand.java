package io.craton.hsm.cli.pin;

import picocli.CommandLine.Command;

/** The group {@code pin}. */
@Command(
        name = "pin",
        description = "Set, change and reset PINs.",
        subcommands = {PinInitCommand.class, PinChangeCommand.class, PinResetCommand.class})
public final class PinCommand {}
