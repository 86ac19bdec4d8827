package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key copy}. */
@Command(
        name = "copy",
        description = {
            "Make a second key of a key under another label: both parts of a pair, with the same value.",
            "A copy is never less protected than its source and may do nothing more; certificates stay with the source."
        })
final class KeyCopyCommand extends LoginCommand {
    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--new-label",
            paramLabel = "LABEL",
            required = true,
            description = "The label of the copy.")
    private String newLabel = "";

    @Option(
            names = "--new-id",
            paramLabel = "HEX",
            description = "The id of the copy; that of the source by default.")
    private @Nullable String newId;

    /** What is different in the copy. */
    private Template changes = Template.empty();

    @Override
    protected void refuseEarly() {
        changes = changed();
    }

    @Override
    protected void run(Session session) {
        TokenObject key =
                selector.one(session, ObjectClass.CKO_SECRET_KEY, ObjectClass.CKO_PRIVATE_KEY);
        KeyLabels.refuseTaken(session, newLabel);
        List<ObjectChange> copies = new ArrayList<>();
        copies.add(new ObjectChange.Copy(key.handle(), changes));
        for (ObjectHandle half : KeyPairs.publicHalves(session, key)) {
            copies.add(new ObjectChange.Copy(half, changes));
        }
        ObjectHandle copy = session.changeObjects(copies, -1).get(0);
        Template made =
                session.getAttributes(copy, AttributeType.CKA_UNIQUE_ID, AttributeType.CKA_ID);
        TokenObject seen = new TokenObject(copy, made);
        Map<String, @Nullable Object> result =
                Output.object("label", newLabel, "id", seen.id(), "key_type", key.kind());
        result.put("unique_id", seen.uniqueId());
        String copied = newLabel + " (" + key.kind() + ", id " + seen.id() + ")";
        output().done(result, "Key copied: " + copied + " from " + key.label());
    }

    private Template changed() {
        Template.Builder changed = Template.builder().label(newLabel);
        return newId == null ? changed.build() : changed.id(ObjectSelector.parseId(newId)).build();
    }
}
