package io.craton.hsm;

import io.craton.hsm.ConfigValue.Column;
import java.util.List;
import java.util.function.UnaryOperator;

/** Keys of the types that no key of the module has yet, for the tests of the reader. */
public final class TestKeys {
    private static final ConfigValue CLIENTS =
            ConfigValue.table(
                    3,
                    new Column("name", ConfigValue.text(1, 16), true),
                    new Column(
                            "rights",
                            ConfigValue.list(1, 3, ConfigValue.choice("read", "use", "admin")),
                            false),
                    new Column("slot", ConfigValue.number(0, 9, "slots"), false),
                    new Column("home", ConfigValue.location(), false));
    private static final ConfigValue TARGETS = ConfigValue.list(1, 2, ConfigValue.location());

    private TestKeys() {}

    /** Of {@code [[daemon.client]]}. */
    public static List<ConfigProblem> clients(Object value, UnaryOperator<String> paths) {
        return CLIENTS.problems(value, paths);
    }

    /** Of {@code audit.targets}. */
    public static List<ConfigProblem> targets(Object value, UnaryOperator<String> paths) {
        return TARGETS.problems(value, paths);
    }

    /** As a configuration keeps it. */
    public static Object keptClients(Object value) {
        return CLIENTS.kept(value);
    }
}
