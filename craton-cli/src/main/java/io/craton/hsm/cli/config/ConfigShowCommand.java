package io.craton.hsm.cli.config;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config show}. */
@Command(
        name = "show",
        description =
                "Show the value of every key of the configuration, and whether it is set or a default.")
final class ConfigShowCommand extends CratonCommand {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "This key alone, such as token.storage_path, or the keys of a section, such as token.")
    private @Nullable String wanted;

    @Option(names = "--set", description = "Only what is set.")
    private boolean setOnly;

    @Override
    protected void run() {
        Settings settings = settings();
        List<ConfigKey> keys =
                Arrays.stream(ConfigKey.values())
                        .filter(this::isWanted)
                        .filter(key -> !setOnly || settings.config().isSet(key))
                        .toList();
        if (keys.isEmpty() && wanted != null && !setOnly) {
            throw CliException.usage(
                    "there is no key or section "
                            + wanted
                            + "; docs/configuration.md has them all");
        }
        Table table = new Table("Key", "Value", "From");
        for (ConfigKey key : keys) {
            Object value = settings.config().get(key);
            table.row(key.path(), value == null ? "-" : value.toString(), origin(settings, key));
        }
        output().table(keys.stream().map(key -> json(settings, key)).toList(), table);
    }

    private boolean isWanted(ConfigKey key) {
        return wanted == null || key.path().equals(wanted) || key.section().equals(wanted);
    }

    private static Map<String, @Nullable Object> json(Settings settings, ConfigKey key) {
        return Output.object(
                "key", key.path(),
                "value", settings.config().get(key),
                "from", origin(settings, key));
    }

    /** The file, {@code --connect}, another key, or the default. */
    private static String origin(Settings settings, ConfigKey key) {
        HsmConfig config = settings.config();
        Path file = settings.file();
        if (config.isSet(key)) {
            return file != null && settings.fromFile(key) ? file.toString() : "--connect";
        }
        ConfigKey other = key.follows();
        return other != null && config.isSet(other) ? other.path() : "default";
    }
}
