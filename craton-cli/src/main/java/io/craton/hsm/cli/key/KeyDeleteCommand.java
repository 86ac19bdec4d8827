package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.CliException;
import io.craton.hsm.cli.CratonCommand;
import io.craton.hsm.cli.OpenToken;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key delete}. */
@Command(
        name = "delete",
        description = "Destroy a key: both parts of a key pair. Certificates stay.")
final class KeyDeleteCommand extends CratonCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = {"--yes", "--force"},
            description = "Do not ask before.")
    private boolean yes;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() {
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            List<TokenObject> keys =
                    selector.find(session, null).stream()
                            .filter(object -> object.objectClass() != ObjectClass.CKO_CERTIFICATE)
                            .toList();
            if (keys.isEmpty()) {
                throw CliException.failed(
                        "the token has no key with " + selector + "; 'key list' shows what it has");
            }
            if (keys.stream().map(TokenObject::id).distinct().count() > 1) {
                throw CliException.failed(
                        "several keys have "
                                + selector
                                + "; add --id with one of "
                                + keys.stream()
                                        .map(TokenObject::id)
                                        .distinct()
                                        .collect(Collectors.joining(", ")));
            }
            String what =
                    keys.stream()
                            .map(
                                    key ->
                                            key.className()
                                                    + " '"
                                                    + key.label()
                                                    + "'"
                                                    + (key.kind().isEmpty()
                                                            ? ""
                                                            : " (" + key.kind() + ")"))
                            .collect(Collectors.joining(" and "));
            confirm("Delete " + what + "?", yes);
            keys.forEach(key -> session.destroyObject(key.handle()));
            output().done(
                            Output.object("deleted", keys.stream().map(TokenObject::json).toList()),
                            "Deleted " + what + ".");
        }
    }
}
