package io.craton.hsm.cli.cert;

import picocli.CommandLine.Command;

/** The group {@code cert}. */
@Command(
        name = "cert",
        description = "Import, list, export and delete certificates.",
        subcommands = {
            CertImportCommand.class,
            CertListCommand.class,
            CertExportCommand.class,
            CertDeleteCommand.class
        })
public final class CertCommand {}
