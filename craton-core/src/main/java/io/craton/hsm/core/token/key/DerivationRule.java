package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.Derivation;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.NewObject;
import java.util.List;

/**
 * What may come out of the keys that take part in a derivation (decision B37), by what the result
 * is to each of them: a one-way function of the whole key may leave; the key applied to data may,
 * if the key signs or encrypts anyway or is for nothing but derivation; what contains the key keeps
 * its protection, and is no piece that could be found by trying.
 */
final class DerivationRule {
    private final Mechanism mechanism;
    private final List<TakingPart> parts;

    /**
     * @param parts the keys that take part, the base key first
     */
    DerivationRule(Mechanism mechanism, List<TakingPart> parts) {
        this.mechanism = mechanism;
        this.parts = parts;
    }

    private TakingPart base() {
        return parts.get(0);
    }

    /**
     * The template of the result with what the keys demand of it.
     *
     * @param given what is asked for, class and key type included
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    Template demanded(Template given) {
        Template template = given;
        for (TakingPart part : parts) {
            if (part.result() == Derivation.CONTAINS_KEY) {
                template = Inheritance.of(part.key(), given, template);
            } else if (part.withholds()) {
                template = kept(template);
            }
        }
        return template;
    }

    /** What does not leave is sensitive, and not extractable but under trusted keys. */
    private static Template kept(Template given) {
        Template.Builder result = given.toBuilder();
        Inheritance.demand(result, CKA_SENSITIVE, true);
        if (given.get(CKA_EXTRACTABLE, false)) {
            Inheritance.demand(result, CKA_WRAP_WITH_TRUSTED, true);
        } else {
            result.set(CKA_EXTRACTABLE, false);
        }
        return result.build();
    }

    /**
     * Refuses a result that everybody reads.
     *
     * @throws HsmException {@code CKR_KEY_FUNCTION_NOT_PERMITTED}
     */
    void checkReadable() {
        if (parts.stream().anyMatch(TakingPart::withholds)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_FUNCTION_NOT_PERMITTED,
                    "the key neither signs nor encrypts, so what it makes of data is not shown");
        }
    }

    /**
     * Refuses to change a triple DES key that is not known: of keys that differ in one part, that
     * part is found with as many steps as single DES is.
     *
     * @throws HsmException {@code CKR_KEY_TYPE_INCONSISTENT}
     */
    void checkRelated() {
        HsmObject key = base().key();
        if (mechanism.type() == MechanismType.CKM_XOR_BASE_AND_DATA
                && NewObject.TRIPLE_DES.contains(key.keyType())
                && Inheritance.isBound(key)) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_TYPE_INCONSISTENT,
                    "exclusive-or makes of a triple DES key related ones, which give it away; derive from a generic"
                            + " secret or an AES key");
        }
    }

    /** Whether nobody knows a part of the result and not the rest. */
    boolean valueUnknown() {
        return mechanism.type() == MechanismType.CKM_EXTRACT_KEY_FROM_KEY
                ? base().key().is(CKA_CRATON_VALUE_UNKNOWN)
                : parts.stream().allMatch(part -> part.result() == Derivation.ONE_WAY);
    }

    /**
     * Refuses uses of the result by which the value of a key would say more than the key itself.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCONSISTENT}
     */
    void checkUses(NewObject draft) {
        boolean closed =
                parts.stream()
                        .filter(part -> part.result() == Derivation.CONTAINS_KEY)
                        .map(TakingPart::key)
                        .anyMatch(key -> Inheritance.isBound(key) && !key.facts().showsAll());
        if (closed && draft.onlyDerives()) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the base key has other uses than CKA_DERIVE, so a key that contains it has, too");
        }
    }
}
