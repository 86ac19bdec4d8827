package io.craton.hsm.cli;

import io.craton.hsm.cli.console.Environment;
import io.craton.hsm.cli.error.CliException;
import java.util.List;
import java.util.Locale;

/**
 * The level of the log that {@code CRATON_HSM_LOG} sets; looked at by every command, most of which
 * write nothing to a log and never start one.
 */
final class LogLevel {
    private static final List<String> ALL =
            List.of("off", "error", "warn", "info", "debug", "trace", "all");

    private LogLevel() {}

    /**
     * Refuses a level that there is not, which would be taken for none.
     *
     * @throws CliException with the levels that there are
     */
    static void check(Environment environment) {
        String level = environment.getOrDefault(Errors.LOG_VARIABLE, "");
        if (!level.isEmpty() && !ALL.contains(level.toLowerCase(Locale.ROOT))) {
            String levels = String.join(", ", ALL);
            throw CliException.usage(
                    Errors.LOG_VARIABLE + " is '" + level + "' and takes one of " + levels);
        }
    }
}
