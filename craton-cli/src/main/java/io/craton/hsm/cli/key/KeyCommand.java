package io.craton.hsm.cli.key;

import picocli.CommandLine.Command;

/** The group {@code key}. */
@Command(
        name = "key",
        description = "Generate, import, list, export, copy, wrap, rotate, trust and delete keys.",
        subcommands = {
            KeyGenerateCommand.class,
            KeyImportCommand.class,
            KeyListCommand.class,
            KeyInfoCommand.class,
            KeyExportPublicCommand.class,
            KeyCsrCommand.class,
            KeyCopyCommand.class,
            KeyWrapCommand.class,
            KeyUnwrapCommand.class,
            KeyRotateCommand.class,
            KeyTrustCommand.class,
            KeyDeleteCommand.class
        })
public final class KeyCommand {}
