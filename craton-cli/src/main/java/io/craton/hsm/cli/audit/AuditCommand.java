package io.craton.hsm.cli.audit;

import picocli.CommandLine.Command;

/** The group {@code audit}. */
@Command(
        name = "audit",
        description = "Verify, rotate, sign, prove, export, show and follow the audit log.",
        subcommands = {
            AuditVerifyChainCommand.class,
            AuditRotateCommand.class,
            AuditCheckpointCommand.class,
            AuditExportKeyCommand.class,
            AuditProveCommand.class,
            AuditVerifyProofCommand.class,
            AuditVerifyConsistencyCommand.class,
            AuditCosignCommand.class,
            AuditExportCommands.Json.class,
            AuditExportCommands.Ndjson.class,
            AuditExportCommands.Syslog.class,
            AuditExportCommands.Cef.class,
            AuditShowCommand.class,
            AuditTailCommand.class
        })
public final class AuditCommand {}
