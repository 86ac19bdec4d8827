package io.craton.hsm.cli.audit;

import picocli.CommandLine.Command;

/** The group {@code audit}. */
@Command(
        name = "audit",
        description = "Verify, rotate, export and follow the audit log.",
        subcommands = {
            AuditVerifyChainCommand.class,
            AuditRotateCommand.class,
            AuditExportCommands.Json.class,
            AuditExportCommands.Ndjson.class,
            AuditExportCommands.Syslog.class,
            AuditTailCommand.class
        })
public final class AuditCommand {}
