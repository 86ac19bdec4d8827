package io.craton.hsm.cli.cert;

import picocli.CommandLine.Command;

/** The group {@code cert}. */
@Command(
        name = "cert",
        description = "Import, export and delete certificates.",
        subcommands = {CertImportCommand.class, CertExportCommand.class, CertDeleteCommand.class})
public final class CertCommand {}
