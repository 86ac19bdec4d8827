package io.craton.hsm.cli.key;

import picocli.CommandLine.Command;

/** The group {@code key}. */
@Command(
        name = "key",
        description = "Generate, list, export and delete keys.",
        subcommands = {
            KeyGenerateCommand.class,
            KeyListCommand.class,
            KeyInfoCommand.class,
            KeyExportPublicCommand.class,
            KeyCsrCommand.class,
            KeyDeleteCommand.class
        })
public final class KeyCommand {}
