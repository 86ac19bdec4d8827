package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.TokenObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code key list}. */
@Command(name = "list", description = "List the objects of the token: keys, certificates and data.")
public final class KeyListCommand extends LoginCommand {
    @Option(
            names = "--public",
            description = "What everybody sees: public keys and certificates. Needs no PIN.")
    private boolean publicOnly;

    @Option(
            names = "--expiring",
            paramLabel = "DAYS",
            description =
                    "Keys and certificates whose last day is over or comes within so many days, such as 30d, the first to end at the"
                            + " top; with their first and last days.")
    private @Nullable String expiring;

    @Override
    protected void refuseEarly() {
        if (expiring != null) {
            days(expiring);
        }
    }

    private static long days(String text) {
        if (!text.matches("[0-9]{1,5}d?")) {
            throw CliException.usage("--expiring takes a number of days, such as 30d");
        }
        return Long.parseLong(text.replace("d", ""));
    }

    @Override
    protected boolean isPublic(Session session) {
        return publicOnly;
    }

    @Override
    protected void run(Session session) {
        List<TokenObject> objects =
                TokenObject.find(session, Template.empty()).stream()
                        .filter(TokenObject::storedByUser)
                        .filter(object -> !publicOnly || object.isPublic())
                        .toList();
        warnOf(session.slot().tokenInfo().unreadable());
        if (expiring != null) {
            LocalDate today =
                    LocalDate.ofInstant(settings().config().clock().instant(), ZoneOffset.UTC);
            LocalDate until = today.plusDays(days(expiring));
            List<Validity> ending = Validity.endingBy(session, objects, until);
            output().result(
                            ending.stream().map(Validity::json).toList(),
                            Validity.lines(ending, today));
            return;
        }
        List<Map<String, @Nullable Object>> json = objects.stream().map(TokenObject::json).toList();
        output().table(json, table(objects), total(objects));
    }

    private void warnOf(List<String> unreadable) {
        if (!unreadable.isEmpty()) {
            String missing = "these objects cannot be read and are missing: ";
            String advice =
                    "; restore a backup, use the release that wrote them, or destroy them with";
            String how = " 'key delete --unique-id ID'";
            output().warn(missing + String.join(", ", unreadable) + advice + how);
        }
    }

    /** The objects as a table. */
    public static Table table(List<TokenObject> objects) {
        Table table = new Table("Label", "Id", "Class", "Type", "Sensitive", "Extractable");
        for (TokenObject object : objects) {
            table.row(
                    object.label(),
                    object.id(),
                    object.className(),
                    object.kind().isEmpty() ? "-" : object.kind(),
                    object.yesNo(AttributeType.CKA_SENSITIVE),
                    object.yesNo(AttributeType.CKA_EXTRACTABLE));
        }
        return table;
    }

    /** What stands behind it. */
    public static String total(List<TokenObject> objects) {
        return "Total: " + objects.size() + (objects.size() == 1 ? " object" : " objects");
    }
}
