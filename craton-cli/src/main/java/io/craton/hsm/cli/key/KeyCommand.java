package io.craton.hsm.cli.key;

import picocli.CommandLine.Command;

/** The group {@code key}. */
@Command(
        name = "key",
        description = "Generate, import, list, export, trust and delete keys.",
        subcommands = {
            KeyGenerateCommand.class,
            KeyImportCommand.class,
            KeyListCommand.class,
            KeyInfoCommand.class,
            KeyExportPublicCommand.class,
            KeyCsrCommand.class,
            KeyTrustCommand.class,
            KeyDeleteCommand.class
        })
public final class KeyCommand {}
