package io.craton.hsm.cli.key;

import picocli.CommandLine.Command;

/** The group {@code import}. */
@Command(
        name = "import",
        description = "Import what other programs have kept.",
        subcommands = {ImportSoftHsmCommand.class, ImportPkcs12Command.class})
public final class ImportCommand {}
