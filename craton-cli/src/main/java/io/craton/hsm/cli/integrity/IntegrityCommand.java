package io.craton.hsm.cli.integrity;

import picocli.CommandLine.Command;

/** The group {@code integrity}. */
@Command(
        name = "integrity",
        description =
                "Write and verify craton-hsm.hmac, which the self-test compares the jars with.",
        subcommands = {
            IntegrityWriteCommand.class,
            IntegrityVerifyCommand.class,
            IntegrityArchiveCommand.class
        })
public final class IntegrityCommand {}
