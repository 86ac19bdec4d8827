package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.ConfirmOption;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.secret.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key delete}. */
@Command(
        name = "delete",
        description =
                "Destroy a key: both parts of a key pair. Certificates stay. With --unique-id alone, also an object that"
                        + " cannot be read, whatever it is.")
final class KeyDeleteCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--user-type",
            paramLabel = "USER|SO",
            defaultValue = "USER",
            description =
                    "Who destroys it: USER (the default), or SO, who sees public keys and what cannot be read.")
    private Role role = Role.USER;

    @Mixin private ConfirmOption yes = new ConfirmOption();

    @Override
    protected Role role() {
        return role;
    }

    @Override
    protected void run(Session session) {
        List<TokenObject> keys = keys(session);
        String uniqueId = selector.uniqueIdAlone();
        if (!keys.isEmpty()) {
            delete(session, keys);
        } else if (uniqueId != null) {
            deleteUnreadable(session, uniqueId);
        } else {
            throw CliException.failed(
                    "the token has no key with " + selector + "; 'key list' shows what it has");
        }
    }

    private void deleteUnreadable(Session session, String id) {
        String what = "object " + id + ", which cannot be read";
        confirm("Delete " + what + "?", yes.isSet());
        session.destroyUnreadable(id);
        Map<String, @Nullable Object> result =
                Output.object("deleted", List.of(Output.object("unique_id", id)));
        output().done(result, "Deleted " + what + ".");
    }

    private List<TokenObject> keys(Session session) {
        List<TokenObject> keys =
                selector.find(session, null).stream()
                        .filter(object -> object.objectClass() != ObjectClass.CKO_CERTIFICATE)
                        .toList();
        refuseSeveral(keys);
        return keys;
    }

    /** Both halves of a pair are one key: they have the same id, and are of two classes. */
    private void refuseSeveral(List<TokenObject> keys) {
        List<String> ids = keys.stream().map(TokenObject::id).distinct().toList();
        if (ids.size() > 1 && ids.contains("")) {
            throw selector.several(keys);
        }
        if (ids.size() > 1) {
            throw CliException.failed(
                    "several keys have "
                            + selector
                            + "; add --id with one of "
                            + String.join(", ", ids));
        }
        Map<ObjectClass, List<TokenObject>> byClass =
                keys.stream().collect(Collectors.groupingBy(TokenObject::objectClass));
        byClass.values().stream()
                .filter(same -> same.size() > 1)
                .findFirst()
                .ifPresent(this::refuse);
    }

    private void refuse(List<TokenObject> same) {
        throw selector.several(same);
    }

    private void delete(Session session, List<TokenObject> objects) {
        String what =
                objects.stream().map(KeyDeleteCommand::words).collect(Collectors.joining(" and "));
        confirm("Delete " + what + "?", yes.isSet());
        objects.forEach(object -> session.destroyObject(object.handle()));
        Map<String, @Nullable Object> result =
                Output.object("deleted", objects.stream().map(TokenObject::json).toList());
        output().done(result, "Deleted " + what + ".");
    }

    private static String words(TokenObject object) {
        String kind = object.kind().isEmpty() ? "" : " (" + object.kind() + ")";
        return object.className() + " '" + object.label() + "'" + kind;
    }
}
