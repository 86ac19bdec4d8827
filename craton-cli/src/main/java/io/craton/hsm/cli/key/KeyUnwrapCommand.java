package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key unwrap}. */
@Command(
        name = "unwrap",
        description = {
            "Bring a key in that was wrapped under a key of the token.",
            "It is private and sensitive, and cannot leave again unless --extractable says so."
        })
final class KeyUnwrapCommand extends LoginCommand {
    private static final int LIMIT = 1 << 20;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The wrapped key; - is standard input.")
    private String input = "";

    @Option(
            names = "--with",
            paramLabel = "LABEL",
            required = true,
            description = "The label of the key that unwraps it.")
    private String with = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            description =
                    "What it is, as 'key generate' names it: aes:256, rsa:3072, ec:p256 and the like.")
    private String type = "";

    @Mixin private NewKeyName name = new NewKeyName();

    @Mixin private WrapOptions how = new WrapOptions();

    @Mixin private KeyRights rights = new KeyRights();

    @Override
    protected void refuseEarly() {
        KeyKind.of(type);
        rights.export();
        how.refuseEarly();
    }

    @Override
    protected void run(Session session) throws IOException {
        KeyKind kind = KeyKind.of(type);
        name.refuseUnusable(session);
        byte[] wrapped = DataFile.read(io(), input, LIMIT);
        ObjectHandle unwrapping =
                KeyWrapCommand.one(session, with, AttributeType.CKA_UNWRAP, "unwraps");
        Mechanism mechanism = how.mechanism(session, unwrapping);
        NewKey made =
                new NewKey(
                        name.label(),
                        name.id(session),
                        rights.export(),
                        rights.uses(kind.type(), kind.name()),
                        null,
                        rights.startDate(),
                        rights.endDate());
        Unwrapping unwrap = template -> session.unwrapKey(mechanism, unwrapping, wrapped, template);
        ObjectHandle key =
                kind.pair() ? pair(session, made, kind, unwrap) : unwrap.into(secret(made, kind));
        report(session, key, made, kind);
    }

    /** What unwraps a key into an object with these attributes. */
    private interface Unwrapping {
        ObjectHandle into(Template template);
    }

    private static Template secret(NewKey made, KeyKind kind) {
        return made.template(ObjectClass.CKO_SECRET_KEY)
                .keyType(kind.type())
                .setAll(kind.parameter())
                .build();
    }

    /** Both halves come to be in one commit, when the public one is known. */
    private static ObjectHandle pair(
            Session session, NewKey made, KeyKind kind, Unwrapping unwrapping) {
        Template template = made.template(ObjectClass.CKO_PRIVATE_KEY).keyType(kind.type()).build();
        ObjectHandle passing = unwrapping.into(template.toBuilder().token(false).build());
        try {
            byte[] info = session.getAttribute(passing, AttributeType.CKA_PUBLIC_KEY_INFO);
            Template publicHalf = PublicHalf.of(info, made.template(ObjectClass.CKO_PUBLIC_KEY));
            Template token = Template.builder().token(true).build();
            List<ObjectChange> both =
                    List.of(
                            new ObjectChange.Copy(passing, token),
                            new ObjectChange.Create(publicHalf));
            return session.changeObjects(both, -1).get(0);
        } finally {
            session.destroyObject(passing);
        }
    }

    private void report(Session session, ObjectHandle key, NewKey made, KeyKind kind) {
        String hex = HexFormat.of().formatHex(made.id().copy());
        Map<String, @Nullable Object> result =
                Output.object("label", made.label(), "id", hex, "key_type", kind.name());
        result.put("unique_id", session.getAttribute(key, AttributeType.CKA_UNIQUE_ID));
        String unwrapped = made.label() + " (" + kind.name() + ", id " + hex + ")";
        output().done(result, "Key unwrapped: " + unwrapped);
    }
}
