package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectFacts;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a key that contains another takes over from it (decision B37): everything that protects it.
 * What the template does not say follows from the base key; what it says otherwise is refused. A
 * key that contains two is as strict as both, since each adds what it demands.
 */
final class Inheritance {
    /** An attribute that protects with this value: the result has it if the base key has. */
    private record Latch(AttributeType<Boolean> type, boolean value) {}

    private static final List<Latch> LATCHES =
            List.of(
                    new Latch(CKA_SENSITIVE, true),
                    new Latch(CKA_EXTRACTABLE, false),
                    new Latch(CKA_WRAP_WITH_TRUSTED, true),
                    new Latch(CKA_PRIVATE, true),
                    new Latch(CKA_MODIFIABLE, false));

    private static final List<AttributeType<Template>> TEMPLATES =
            List.of(CKA_WRAP_TEMPLATE, CKA_UNWRAP_TEMPLATE, CKA_DERIVE_TEMPLATE);

    private static final List<AttributeType<Boolean>> USES =
            List.of(
                    CKA_ENCRYPT,
                    CKA_DECRYPT,
                    CKA_SIGN,
                    CKA_VERIFY,
                    CKA_WRAP,
                    CKA_UNWRAP,
                    CKA_DERIVE);

    private final HsmObject base;
    private final Template given;
    private final Template.Builder result;

    private Inheritance(HsmObject base, Template given, Template soFar) {
        this.base = base;
        this.given = given;
        this.result = soFar.toBuilder();
    }

    /**
     * The template of a key that contains this one.
     *
     * @param given what is asked for, class and key type included
     * @param soFar the same with what other keys demand that it contains, too
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT} if it asks for more than the base key
     *     may
     */
    static Template of(HsmObject base, Template given, Template soFar) {
        Inheritance inheritance = new Inheritance(base, given, soFar);
        inheritance.latches();
        inheritance.allowedMechanisms();
        inheritance.dates();
        inheritance.templates();
        if (isBound(base)) {
            inheritance.keyType();
            inheritance.uses();
        }
        return inheritance.result.build();
    }

    /**
     * Whether type and uses of a key bind its value: whoever can read it makes any key of it, but
     * for one that cannot be changed even that is said.
     */
    static boolean isBound(HsmObject base) {
        return !base.facts().readable() || !base.is(CKA_MODIFIABLE);
    }

    /**
     * Sets what a key demands, or refuses the opposite.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    static void demand(Template.Builder result, AttributeType<Boolean> type, boolean value) {
        Boolean wanted = result.build().get(type);
        if (wanted == null) {
            result.set(type, value);
        } else if (wanted != value) {
            throw inconsistent(type + " of the derived key follows from the base key: " + value);
        }
    }

    /**
     * What protects a key protects what contains it. A key that leaves under trusted keys alone
     * does not leave with a change of it: the trusted key would take it back as a private key, and
     * the public key, or a wrong signature, of that would tell the change from no change, bit by
     * bit.
     */
    private void latches() {
        Template present = base.attributes();
        for (Latch latch : LATCHES) {
            Boolean value = present.get(latch.type());
            if (value != null && value == latch.value()) {
                demand(result, latch.type(), latch.value());
            }
        }
        if (base.is(CKA_WRAP_WITH_TRUSTED) && !base.facts().readable()) {
            demand(result, CKA_EXTRACTABLE, false);
        }
    }

    private void allowedMechanisms() {
        Set<MechanismType> ofBase = base.facts().allowed();
        if (ofBase == null) {
            return;
        }
        Set<MechanismType> soFar = result.build().get(CKA_ALLOWED_MECHANISMS);
        if (soFar == null) {
            result.set(CKA_ALLOWED_MECHANISMS, ofBase);
            return;
        }
        Set<MechanismType> both = EnumSet.noneOf(MechanismType.class);
        both.addAll(soFar);
        both.retainAll(ofBase);
        if (both.isEmpty() || (given.has(CKA_ALLOWED_MECHANISMS) && !both.equals(soFar))) {
            throw inconsistent(
                    "the base key does not have all of CKA_ALLOWED_MECHANISMS of the derived key");
        }
        result.set(CKA_ALLOWED_MECHANISMS, both);
    }

    private void dates() {
        Template present = base.attributes();
        present.get(CKA_START_DATE, Optional.empty())
                .ifPresent(day -> date(CKA_START_DATE, day, day::isAfter));
        present.get(CKA_END_DATE, Optional.empty())
                .ifPresent(day -> date(CKA_END_DATE, day, day::isBefore));
    }

    /** Takes over a limit that nothing stricter is said of. */
    private void date(
            AttributeType<Optional<LocalDate>> type,
            LocalDate limit,
            Predicate<LocalDate> outside) {
        Optional<LocalDate> wanted = result.build().get(type, Optional.empty());
        boolean weaker = wanted.isEmpty() || outside.test(wanted.get());
        if (weaker && given.has(type)) {
            throw inconsistent(
                    type + " of the derived key is not within the dates of the base key");
        }
        if (weaker) {
            result.set(type, Optional.of(limit));
        }
    }

    private void templates() {
        for (AttributeType<Template> type : TEMPLATES) {
            Template ofBase = base.attributes().get(type);
            if (ofBase == null) {
                continue;
            }
            Template wanted = result.build().get(type);
            if (wanted == null) {
                result.set(type, ofBase);
            } else if (!wanted.equals(ofBase)) {
                throw inconsistent(type + " of the derived key is that of the base key");
            }
        }
    }

    private void keyType() {
        KeyType from = base.material().keyType();
        KeyType to = result.build().get(CKA_KEY_TYPE);
        boolean fits =
                from == to
                        || (from == KeyType.CKK_GENERIC_SECRET
                                && to != null
                                && (to == KeyType.CKK_AES || DigestedKey.isForHmac(to)));
        if (!fits) {
            throw inconsistent(
                    "a key that contains a "
                            + from
                            + " is no "
                            + to
                            + (from == KeyType.CKK_GENERIC_SECRET
                                    ? "; a generic secret becomes AES or HMAC"
                                    : "; say its CKA_KEY_TYPE"));
        }
    }

    private void uses() {
        ObjectFacts facts = base.facts();
        if (facts.onlyDerives()) {
            return;
        }
        for (AttributeType<Boolean> use : USES) {
            if (!base.is(use)) {
                demand(result, use, false);
            }
        }
    }

    private static HsmException inconsistent(String sentence) {
        return new HsmException(ReturnCode.CKR_TEMPLATE_INCONSISTENT, sentence);
    }
}
