package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.object.TokenObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code key list}. */
@Command(name = "list", description = "List the objects of the token: keys, certificates and data.")
public final class KeyListCommand extends LoginCommand {
    @Option(
            names = "--public",
            description = "What everybody sees: public keys and certificates. Needs no PIN.")
    private boolean publicOnly;

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
        output().result(objects.stream().map(TokenObject::json).toList(), lines(objects));
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
    public static List<String> lines(List<TokenObject> objects) {
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
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("Total: " + objects.size() + (objects.size() == 1 ? " object" : " objects"));
        return lines;
    }
}
