package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key rotate} (decision B47). */
@Command(
        name = "rotate",
        description = {
            "Make a new key of the same type with the same uses, which takes the label; the old one and its certificates stay"
                    + " under LABEL@YYYY-MM-DD with the day of today. Both happen in one commit.",
            "Says from the audit log of the configuration what has used the old key."
        })
final class KeyRotateCommand extends LoginCommand {
    private static final int ID_BYTES = 8;

    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--start-date",
            paramLabel = "DATE",
            description = "The first day the new key may be used, such as 2027-01-31.")
    private @Nullable LocalDate startDate;

    @Option(
            names = "--end-date",
            paramLabel = "DATE",
            description = "The last day the new key may be used.")
    private @Nullable LocalDate endDate;

    @Override
    protected void run(Session session) throws IOException {
        TokenObject old =
                selector.one(session, ObjectClass.CKO_SECRET_KEY, ObjectClass.CKO_PRIVATE_KEY);
        refuseFixed(session, old);
        KeyKind kind = KeyKind.of(old.kind());
        NewKey made = likeness(session, old);
        LocalDate today =
                LocalDate.ofInstant(settings().config().clock().instant(), ZoneOffset.UTC);
        String kept = KeyLabels.free(session, old.label() + "@" + today);
        List<ObjectHandle> passing = generate(session, kind, made, old);
        List<ObjectChange> changes = new ArrayList<>();
        Template token = Template.builder().token(true).build();
        passing.forEach(each -> changes.add(new ObjectChange.Copy(each, token)));
        List<ObjectHandle> certificates = KeyPairs.certificates(session, old);
        Template renamed = Template.builder().label(kept).build();
        changes.add(new ObjectChange.Set(old.handle(), renamed));
        KeyPairs.publicHalves(session, old)
                .forEach(half -> changes.add(new ObjectChange.Set(half, renamed)));
        certificates.forEach(each -> changes.add(new ObjectChange.Set(each, renamed)));
        ObjectHandle key = session.changeObjects(changes, -1).get(0);
        String uniqueId = session.getAttribute(key, AttributeType.CKA_UNIQUE_ID);
        report(made, kind, uniqueId, new Former(old, kept, certificates.size()));
    }

    /**
     * The key that was there.
     *
     * @param key as it was before
     * @param label the label that it has now
     * @param certificates how many were renamed with it
     */
    private record Former(TokenObject key, String label, int certificates) {}

    private static void refuseFixed(Session session, TokenObject old) {
        Template fixed = session.getAttributes(old.handle(), AttributeType.CKA_MODIFIABLE);
        if (!fixed.get(AttributeType.CKA_MODIFIABLE, true)) {
            throw CliException.failed(
                    "'"
                            + old.label()
                            + "' cannot be changed (CKA_MODIFIABLE), and so keeps its label; generate a new one under another"
                            + " label");
        }
    }

    /** The same label, uses and ways out, with an id of its own. */
    private NewKey likeness(Session session, TokenObject old) {
        boolean extractable = old.attributes().get(AttributeType.CKA_EXTRACTABLE, false);
        boolean trusted = old.attributes().get(AttributeType.CKA_WRAP_WITH_TRUSTED, false);
        Export export =
                !extractable ? Export.NEVER : trusted ? Export.UNDER_TRUSTED : Export.UNDER_ANY;
        return new NewKey(
                old.label(),
                Bytes.of(session.generateRandom(ID_BYTES)),
                export,
                KeyPairs.uses(session, old),
                null,
                startDate,
                endDate);
    }

    /** A session object for each half; the private or secret one is the first. */
    private static List<ObjectHandle> generate(
            Session session, KeyKind kind, NewKey made, TokenObject old) {
        Template bound = session.getAttributes(old.handle(), AttributeType.CKA_ALLOWED_MECHANISMS);
        Set<MechanismType> allowed = bound.get(AttributeType.CKA_ALLOWED_MECHANISMS, Set.of());
        Mechanism generator = Mechanism.of(kind.generator());
        if (!kind.pair()) {
            Template template =
                    passing(made, ObjectClass.CKO_SECRET_KEY, allowed)
                            .keyType(kind.type())
                            .setAll(kind.parameter())
                            .build();
            return List.of(session.generateKey(generator, template));
        }
        KeyPairHandles pair =
                session.generateKeyPair(
                        generator,
                        passing(made, ObjectClass.CKO_PUBLIC_KEY, allowed)
                                .setAll(kind.parameter())
                                .build(),
                        passing(made, ObjectClass.CKO_PRIVATE_KEY, allowed).build());
        return List.of(pair.privateKey(), pair.publicKey());
    }

    private static Template.Builder passing(
            NewKey made, ObjectClass objectClass, Set<MechanismType> allowed) {
        Template.Builder template = made.template(objectClass).build().toBuilder().token(false);
        return allowed.isEmpty()
                ? template
                : template.set(AttributeType.CKA_ALLOWED_MECHANISMS, allowed);
    }

    private void report(NewKey made, KeyKind kind, String uniqueId, Former former)
            throws IOException {
        String id = HexFormat.of().formatHex(made.id().copy());
        Map<String, @Nullable Object> json =
                Output.object("label", made.label(), "id", id, "key_type", kind.name());
        json.put("unique_id", uniqueId);
        json.put("former_label", former.label());
        json.put("former_unique_id", former.key().uniqueId());
        json.put("former_certificates", former.certificates());
        KeyHistory history = KeyHistory.of(settings().config(), former.key().uniqueId());
        json.put("former_uses", history.json());
        List<String> lines = new ArrayList<>();
        lines.add(
                "Key rotated: "
                        + made.label()
                        + " ("
                        + kind.name()
                        + ", id "
                        + id
                        + "); the one before is "
                        + former.label());
        if (former.certificates() > 0) {
            lines.add("Its certificate is with it: ask for a new one with 'key csr'");
        }
        lines.addAll(history.lines());
        output().done(json, lines.toArray(String[]::new));
        warnOfEndDate(former.key());
    }

    private void warnOfEndDate(TokenObject old) {
        LocalDate last =
                old.attributes().get(AttributeType.CKA_END_DATE, Optional.empty()).orElse(null);
        if (last != null && endDate == null) {
            output().warn(
                            "the last day of the old key is "
                                    + last
                                    + ", and the new one has none; --end-date sets one");
        }
    }
}
