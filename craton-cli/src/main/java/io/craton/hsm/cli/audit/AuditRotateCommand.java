package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.audit.AuditRotation;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.ModuleAccess;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.spi.AuditSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit rotate}. */
@Command(
        name = "rotate",
        description = {
            "Copy the audit log to an archive and empty it, with nothing lost in between; the chain goes on.",
            "While a daemon has the log, it does it, beside the log. Needs no PIN."
        })
final class AuditRotateCommand extends CratonCommand {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "The archive, which is not there yet; by default the log's name with the time behind it.")
    private @Nullable Path archive;

    @Override
    protected void run() {
        HsmConfig config = settings().config();
        if (ModuleAccess.isServed(config)) {
            rotateServed(config);
        } else {
            rotateHere(config);
        }
    }

    /** The process that has the log open does it; the archive is put beside the log. */
    private void rotateServed(HsmConfig config) {
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        try (Hsm hsm = ModuleAccess.open(config)) {
            if (ModuleAccess.isRemote(hsm.config())) {
                Path name = name(log, config);
                hsm.rotateAuditLog(name);
                done(name, log);
                return;
            }
        }
        // The daemon that is named in the store is gone.
        rotateHere(config);
    }

    private Path name(Path log, HsmConfig config) {
        Path target = archive == null ? AuditRotation.defaultArchive(log, config.clock()) : archive;
        Path directory = target.getParent();
        boolean beside =
                directory == null
                        || directory.toAbsolutePath().equals(log.toAbsolutePath().getParent());
        if (!beside) {
            throw CliException.usage(
                    "a daemon has the audit log and puts the archive beside it; give --output a name without a directory");
        }
        return target.getFileName();
    }

    private void rotateHere(HsmConfig config) {
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        if (!Files.exists(log)) {
            throw CliException.failed("there is no audit log " + log);
        }
        Path target =
                archive == null
                        ? AuditRotation.defaultArchive(log, config.clock())
                        : archive.toAbsolutePath();
        try (HsmRandom random = HsmRandom.open(failure -> {})) {
            AuditRotation.rotate(log(config, random), target);
        }
        done(target, log);
    }

    private void done(Path target, Path log) {
        Map<String, @Nullable Object> result =
                Output.object("archive", target.toString(), "log", log.toString());
        output().done(result, "Audit log rotated to " + target);
    }

    private static AuditSettings log(HsmConfig config, HsmRandom random) {
        boolean kept = config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS);
        String level = config.string(ConfigKey.AUDIT_LOG_LEVEL).toUpperCase(Locale.ROOT);
        return new AuditSettings(
                config.path(ConfigKey.AUDIT_LOG_PATH),
                kept ? config.path(ConfigKey.TOKEN_STORAGE_PATH) : null,
                AuditSettings.Level.valueOf(level),
                AuditSettings.Durability.SYNC,
                config.string(ConfigKey.AUDIT_FILE_MODE),
                config.clock(),
                ProcessHandle.current()::pid,
                random);
    }
}
