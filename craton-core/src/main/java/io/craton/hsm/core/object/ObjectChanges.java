package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.AttributeRule.Mark;
import java.util.Objects;

/** What becomes of the attributes of an object when they are set and when it is copied. */
public final class ObjectChanges {
    private ObjectChanges() {}

    /**
     * The attributes after {@code C_SetAttributeValue}: all changes or none.
     *
     * @param soLoggedIn whether the SO is logged in
     */
    public static Template set(
            HsmObject object, Template present, Template changes, boolean soLoggedIn) {
        if (!Boolean.TRUE.equals(present.get(CKA_MODIFIABLE))) {
            throw new HsmException(
                    ReturnCode.CKR_ACTION_PROHIBITED, "CKA_MODIFIABLE of the object is false");
        }
        return apply(object, present, changes, Mark.CHANGE, soLoggedIn);
    }

    /**
     * The attributes of a copy ({@code C_CopyObject}).
     *
     * @param uniqueId the unique id of the copy
     * @param soLoggedIn whether the SO is logged in
     */
    public static Template copy(
            HsmObject source, Template changes, String uniqueId, boolean soLoggedIn) {
        Template present = source.attributes();
        if (!Boolean.TRUE.equals(present.get(CKA_COPYABLE))) {
            throw new HsmException(
                    ReturnCode.CKR_ACTION_PROHIBITED, "CKA_COPYABLE of the object is false");
        }
        if (source.isPrivate() && Boolean.FALSE.equals(changes.get(CKA_PRIVATE))) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the copy of a private object is private");
        }
        return apply(source, present, changes, Mark.COPY, soLoggedIn).toBuilder()
                .set(CKA_UNIQUE_ID, uniqueId)
                .build();
    }

    private static Template apply(
            HsmObject object, Template present, Template changes, Mark mark, boolean soLoggedIn) {
        AttributeChecks.limits(changes);
        Template.Builder changed = present.toBuilder();
        for (AttributeType<?> type : changes.types()) {
            AttributeChecks.change(
                    object, type, Objects.requireNonNull(changes.get(type)), mark, soLoggedIn);
            ObjectRecords.copy(changes, type, changed);
        }
        Template result = changed.build();
        NewObject.datesInOrder(result);
        return guarded(object, result, mark);
    }

    /** A copy that is made stricter than its source has not always been so (section 5.7.2). */
    private static Template guarded(HsmObject object, Template attributes, Mark mark) {
        boolean key =
                object.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                        || object.objectClass() == ObjectClass.CKO_SECRET_KEY;
        if (!key || mark != Mark.COPY) {
            return attributes;
        }
        boolean alwaysSensitive =
                attributes.get(CKA_ALWAYS_SENSITIVE, false) && attributes.get(CKA_SENSITIVE, false);
        boolean neverExtractable =
                attributes.get(CKA_NEVER_EXTRACTABLE, false)
                        && !attributes.get(CKA_EXTRACTABLE, false);
        return attributes.toBuilder()
                .set(CKA_ALWAYS_SENSITIVE, alwaysSensitive)
                .set(CKA_NEVER_EXTRACTABLE, neverExtractable)
                .build();
    }
}
