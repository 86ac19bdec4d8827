package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code key info}. */
@Command(
        name = "info",
        description = "Show what the token says of a key: every part of it, its uses and dates.")
final class KeyInfoCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Override
    protected void run(Session session) {
        List<TokenObject> objects = selector.find(session, null);
        if (objects.isEmpty()) {
            String nothing = "the token has nothing with " + selector;
            throw CliException.failed(nothing + "; 'key list' shows what it has");
        }
        output().result(objects.stream().map(TokenObject::json).toList(), lines(objects));
    }

    private static String line(String name, @Nullable Object value) {
        return String.format("%-16s%s", name.replace('_', ' ') + ":", value);
    }

    private static List<String> lines(List<TokenObject> objects) {
        List<String> lines = new ArrayList<>();
        for (TokenObject object : objects) {
            object.json().forEach((name, value) -> lines.add(line(name, value)));
            lines.add("");
        }
        return lines.subList(0, lines.size() - 1);
    }
}
