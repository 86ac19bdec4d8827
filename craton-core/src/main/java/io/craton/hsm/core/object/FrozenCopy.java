package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.policy.Use;
import java.util.List;

/**
 * What a copy of an object may be whose {@code CKA_MODIFIABLE} is false (decision B55): not more
 * than the object itself, which nobody can change. What only ever becomes stricter, and what cannot
 * be given to a copy at all, is in {@link AttributeRules}.
 */
final class FrozenCopy {
    private static final List<AttributeType<?>> KEPT =
            List.of(CKA_MODIFIABLE, CKA_START_DATE, CKA_END_DATE);

    private FrozenCopy() {}

    /**
     * Refuses a copy that would be more than its source.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_READ_ONLY}
     */
    static void check(ObjectFacts source, ObjectFacts copy) {
        for (AttributeType<?> type : KEPT) {
            boolean kept =
                    source.attributes().has(type)
                            ? source.attributes().same(type, copy.attributes())
                            : !copy.attributes().has(type);
            if (!kept) {
                throw refused(type + " stays as it is");
            }
        }
        for (Use use : Use.values()) {
            if (copy.permits(use) && !source.permits(use)) {
                throw refused(use.attribute() + " stays false");
            }
        }
        // A key that does nothing but derive shows what others hide.
        if (copy.onlyDerives() && !source.showsAll()) {
            throw refused("CKA_DERIVE does not become its only use");
        }
    }

    private static HsmException refused(String what) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_READ_ONLY,
                "CKA_MODIFIABLE of the object is false, and of its copies, too: " + what);
    }
}
