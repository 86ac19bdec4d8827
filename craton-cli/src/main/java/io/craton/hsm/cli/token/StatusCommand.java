package io.craton.hsm.cli.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.module.Settings;
import io.craton.hsm.cli.module.StorePresence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code status}. */
@Command(
        name = "status",
        description =
                "Show the state of the module: version, token, objects, trusted keys that can be seen without a PIN, audit log, configuration.")
public final class StatusCommand extends CratonCommand {
    @Override
    protected void run() throws IOException {
        try (OpenToken token = look()) {
            Long entries = entries(token, settings().config().path(ConfigKey.AUDIT_LOG_PATH));
            output().result(json(token, entries), lines(token, entries));
        }
    }

    private Map<String, @Nullable Object> json(OpenToken token, @Nullable Long entries) {
        TokenInfo info = token.slot().tokenInfo();
        return Output.object(
                "version", token.hsm().info().version(),
                "cryptoki_version", token.hsm().info().cryptokiVersion(),
                "daemon", token.daemon().orElse(null),
                "daemon_activity", token.hsm().activity().map(StatusCommand::json).orElse(null),
                "slot_id", token.slot().id(),
                "token_initialized", info.initialized(),
                "label", info.label(),
                "object_count", info.objects() < 0 ? null : info.objects(),
                "trusted_keys", TrustedKeys.json(token.slot()),
                "unreadable_objects", info.unreadable(),
                "audit_entries", entries,
                "audit_log", settings().config().path(ConfigKey.AUDIT_LOG_PATH).toString(),
                "config", configuration(settings(), info.maxSessions()));
    }

    private List<String> lines(OpenToken token, @Nullable Long entries) {
        HsmConfig config = settings().config();
        TokenInfo info = token.slot().tokenInfo();
        String there =
                info.initialized()
                        ? "initialized, label '" + info.label() + "'"
                        : "uninitialized (run: token init --label LABEL)";
        String objects = info.objects() < 0 ? "unknown" : Long.toString(info.objects());
        Object file = settings().file() == null ? "defaults" : settings().file();
        boolean pqc = config.flag(ConfigKey.ALGORITHMS_ENABLE_PQC);
        String log = entries == null ? "unknown" : Long.toString(entries);
        return List.of(
                "Version:        " + token.hsm().info().version(),
                "Daemon:         " + daemon(token),
                "Token:          " + there,
                "Objects:        " + objects + missing(info),
                "Trusted Keys:   " + TrustedKeys.words(token.slot()),
                "Audit Entries:  " + log + " in " + config.path(ConfigKey.AUDIT_LOG_PATH),
                "Store:          " + config.path(ConfigKey.TOKEN_STORAGE_PATH),
                "Configuration:  " + file,
                "Max Sessions:   " + info.maxSessions(),
                "PQC Enabled:    " + (pqc ? "yes" : "no"));
    }

    private static String daemon(OpenToken token) {
        String activity = token.hsm().activity().map(StatusCommand::words).orElse("");
        return token.daemon().orElse("none, the store is opened by this command") + activity;
    }

    /** This command is one of the applications, and its question one of the calls. */
    private static String words(ModuleActivity activity) {
        return String.format(
                Locale.ROOT,
                ", with applications: %d, sessions: %d, calls: %d",
                activity.applications(),
                activity.sessions(),
                activity.calls());
    }

    private static Map<String, @Nullable Object> json(ModuleActivity activity) {
        return Output.object(
                "applications", activity.applications(),
                "sessions", activity.sessions(),
                "calls", activity.calls());
    }

    private static Map<String, @Nullable Object> configuration(Settings settings, long sessions) {
        HsmConfig config = settings.config();
        String file = settings.file() == null ? null : settings.file().toString();
        return Output.object(
                "file", file,
                "storage_path", config.path(ConfigKey.TOKEN_STORAGE_PATH).toString(),
                "store_there", StorePresence.of(config).exists(),
                "slot_count", config.integer(ConfigKey.TOKEN_SLOT_COUNT),
                "max_sessions", sessions,
                "pqc_enabled", config.flag(ConfigKey.ALGORITHMS_ENABLE_PQC));
    }

    private static String missing(TokenInfo info) {
        return info.unreadable().isEmpty()
                ? ""
                : ", of which these cannot be read and are missing: "
                        + String.join(", ", info.unreadable())
                        + " (restore a backup, use the release that wrote them, or destroy them with 'key delete --unique-id')";
    }

    /**
     * Lines of the log that is being written; archived ones are not counted. Null for a daemon's
     * log that this user cannot read, or whose place the configuration of this command does not
     * say.
     */
    private static @Nullable Long entries(OpenToken token, Path log) throws IOException {
        boolean isOthers = token.daemon().isPresent();
        if (isOthers && !Files.isReadable(log)) {
            return null;
        }
        if (!Files.isRegularFile(log)) {
            return 0L;
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }
}
