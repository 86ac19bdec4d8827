package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.AttributeRule.Mark;
import org.jspecify.annotations.Nullable;

/**
 * Checks of values that an application gives: sizes, what single attributes can be, and which can
 * be changed (PKCS#11 v3.2, sections 4.1.2 and 4.2).
 */
final class AttributeChecks {
    /** The longest {@code CKA_VALUE} of a key, in bytes. */
    private static final int MAX_KEY_VALUE = Limits.KEY_VALUE_BYTES;

    private static final long CKC_X_509 = 0;
    private static final long CATEGORIES = 4;

    private AttributeChecks() {}

    /** Refuses a template that is larger than any object, or deeper. */
    static void limits(Template given) {
        ObjectRecords.check(given);
    }

    /**
     * Refuses values that an object of this class cannot have, and values that contradict each
     * other.
     */
    static void values(ObjectClass objectClass, Template given) {
        if (objectClass == ObjectClass.CKO_CERTIFICATE) {
            if (given.get(CKA_CERTIFICATE_TYPE, CKC_X_509) != CKC_X_509) {
                throw invalid(
                        CKA_CERTIFICATE_TYPE,
                        "is not CKC_X_509 (0), the only type of certificate here");
            }
            long category = given.get(CKA_CERTIFICATE_CATEGORY, 0L);
            if (category < 0 || category >= CATEGORIES) {
                throw invalid(CKA_CERTIFICATE_CATEGORY, "is not one of the standard's, 0 to 3");
            }
        } else if (objectClass == ObjectClass.CKO_PROFILE
                || objectClass == ObjectClass.CKO_VALIDATION) {
            throw invalid(
                    CKA_CLASS, "is " + objectClass + ", whose objects are made by the module only");
        } else if (objectClass != ObjectClass.CKO_DATA && given.length(CKA_VALUE) > MAX_KEY_VALUE) {
            throw invalid(CKA_VALUE, "is longer than " + MAX_KEY_VALUE + " bytes");
        }
        Long length = given.get(CKA_VALUE_LEN);
        if (length != null && (length < 1 || length > MAX_KEY_VALUE)) {
            throw invalid(CKA_VALUE_LEN, "is not between 1 and " + MAX_KEY_VALUE);
        }
        NewObject.datesInOrder(given);
    }

    /**
     * Refuses a change of one attribute of an object that is there.
     *
     * @param mark which change it is: {@link Mark#CHANGE} or {@link Mark#COPY}
     */
    static void change(
            HsmObject object, AttributeType<?> type, Object value, Mark mark, boolean soLoggedIn) {
        AttributeRule rule = object.rules().rule(type);
        if (rule == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, "the object has no " + type);
        }
        Object present = object.attributes().get(type);
        boolean may = rule.is(Mark.CHANGE) || (mark == Mark.COPY && rule.is(Mark.COPY));
        // A copy may say what it is anyway; to set a latched attribute, even to the same, is a
        // change.
        boolean latched =
                isLatched(rule, present) && (mark == Mark.CHANGE || !value.equals(present));
        boolean raised = Boolean.TRUE.equals(value) && !Boolean.TRUE.equals(present);
        if (raised && rule.is(Mark.SO_MARKS)) {
            throw notMarkedSo(type);
        }
        boolean notSo = raised && rule.is(Mark.SO_TRUE) && !soLoggedIn;
        if (notSo) {
            throw readOnly(type + " is set to true by the SO only");
        }
        if (latched) {
            throw readOnly(type + " is " + present + " for good and cannot be set again");
        }
        if (!may) {
            throw readOnly(type + " cannot be changed");
        }
    }

    private static HsmException readOnly(String sentence) {
        return new HsmException(ReturnCode.CKR_ATTRIBUTE_READ_ONLY, sentence);
    }

    /** Footnotes 11 and 12: the attribute has become read-only. */
    private static boolean isLatched(AttributeRule rule, @Nullable Object present) {
        return (rule.is(Mark.STAYS_TRUE) && Boolean.TRUE.equals(present))
                || (rule.is(Mark.STAYS_FALSE) && Boolean.FALSE.equals(present));
    }

    /** The refusal of a mark that somebody sets as any other attribute. */
    static HsmException notMarkedSo(AttributeType<?> type) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_READ_ONLY,
                "only the SO sets "
                        + type
                        + " of a key to true, alone, when it is there ('key trust', Slot.trust)");
    }

    private static HsmException invalid(AttributeType<?> type, String what) {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, "the value of " + type + " " + what);
    }
}
