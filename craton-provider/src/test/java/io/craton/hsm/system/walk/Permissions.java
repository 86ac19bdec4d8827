package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Step.Role;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether every key that took part in a call may do so, by its attributes alone: written from the
 * standard, not from the module.
 */
final class Permissions {
    private static final Set<AttributeType<Boolean>> OF_OLD_DATA =
            Set.of(CKA_VERIFY, CKA_VERIFY_RECOVER, CKA_DECRYPT, CKA_UNWRAP, CKA_DECAPSULATE);

    private Permissions() {}

    /** Why a step that succeeded should not have; null if it was right to. */
    static @Nullable String refusal(Step step) {
        for (Role role : step.roles()) {
            Item.Key key = (Item.Key) step.items().get(role.item());
            String refusal = refusal(key, role.use(), step.mechanism());
            if (refusal != null) {
                return refusal;
            }
        }
        if (step.kind().startsWith("wrap")) {
            return wrapped((Item.Key) step.items().get(0), (Item.Key) step.items().get(1));
        }
        if (step.kind().equals("digest")) {
            Item.Key key = (Item.Key) step.items().get(0);
            return key.readable() ? null : refusal(key, CKA_DERIVE, step.mechanism());
        }
        if (step.kind().equals("copy") && !((Item.Key) step.items().get(0)).is(CKA_COPYABLE)) {
            return "a key with CKA_COPYABLE false was copied";
        }
        boolean frozen =
                step.kind().equals("set") && !((Item.Key) step.items().get(0)).is(CKA_MODIFIABLE);
        return frozen ? "a key with CKA_MODIFIABLE false was changed" : null;
    }

    private static @Nullable String refusal(
            Item.Key key, AttributeType<Boolean> use, @Nullable MechanismType mechanism) {
        if (!key.is(use)) {
            return key.name() + " has " + Show.name(use) + " false";
        }
        Set<MechanismType> allowed = key.attributes().get(CKA_ALLOWED_MECHANISMS);
        if (allowed != null && mechanism != null && !allowed.contains(mechanism)) {
            return key.name() + " allows other mechanisms only";
        }
        LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
        Optional<LocalDate> start = key.attributes().get(CKA_START_DATE, Optional.empty());
        Optional<LocalDate> end = key.attributes().get(CKA_END_DATE, Optional.empty());
        boolean early = start.isPresent() && today.isBefore(start.get());
        boolean late = end.isPresent() && today.isAfter(end.get()) && !OF_OLD_DATA.contains(use);
        if (early || late) {
            return key.name() + " is not active today";
        }
        if (key.is(CKA_CRATON_COMPROMISED)) {
            return key.name() + " is compromised";
        }
        return key.is(CKA_ALWAYS_AUTHENTICATE)
                ? key.name() + " wants a PIN for each use and was used without"
                : null;
    }

    private static @Nullable String wrapped(Item.Key by, Item.Key content) {
        if (!content.is(CKA_EXTRACTABLE)) {
            return content.name() + " is not extractable and was wrapped";
        }
        Template wanted = by.attributes().get(CKA_WRAP_TEMPLATE);
        if (wanted != null && !has(content, wanted)) {
            return content.name() + " is not what " + by.name() + " may wrap";
        }
        return content.is(CKA_WRAP_WITH_TRUSTED) && !by.is(CKA_TRUSTED)
                ? content.name() + " was wrapped by a key that is not trusted"
                : null;
    }

    /** What a key that was made should be by the template of the key that it comes from. */
    static @Nullable String demanded(Step step, Item.Key made) {
        if (!(step.items().get(0) instanceof Item.Key source)) {
            return null;
        }
        Template wanted =
                source.attributes()
                        .get(
                                step.kind().startsWith("unwrap")
                                        ? CKA_UNWRAP_TEMPLATE
                                        : CKA_DERIVE_TEMPLATE);
        boolean from = step.kind().startsWith("unwrap") || step.kind().equals("derive");
        boolean secret = made.isSecret() || made.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
        return wanted != null && from && secret && !has(made, wanted)
                ? "what came of " + source.name() + " is not as its template demands"
                : null;
    }

    private static boolean has(Item.Key key, Template wanted) {
        return wanted.types().stream()
                .allMatch(type -> Objects.equals(wanted.get(type), key.attributes().get(type)));
    }
}
