package io.craton.hsm.cli.console;

import io.craton.hsm.cli.error.CliException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The environment variables of a process. */
public final class Environment {
    private final Function<String, @Nullable String> variables;

    private Environment(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /** These variables. */
    public static Environment of(Map<String, String> variables) {
        return new Environment(variables::get);
    }

    /** Those of this process, as it was given them. */
    static Environment ofProcess() {
        return new Environment(ProcessText.ofThisProcess()::variable);
    }

    /**
     * The value of a variable, or null if it is not set.
     *
     * @throws CliException if its value is not UTF-8
     */
    public @Nullable String get(String name) {
        return variables.apply(name);
    }

    /** The value of a variable, or another if it is not set. */
    public String getOrDefault(String name, String other) {
        String value = get(name);
        return value == null ? other : value;
    }
}
