package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
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
        Template copy = apply(source, present, changes, Mark.COPY, soLoggedIn);
        if (!Boolean.TRUE.equals(present.get(CKA_MODIFIABLE))) {
            FrozenCopy.check(source.facts(), ObjectFacts.of(copy));
        }
        return copy.toBuilder().set(CKA_UNIQUE_ID, uniqueId).build();
    }

    /**
     * The attributes of a key that the SO marks as trusted: the one change of a frozen key.
     *
     * @param accepted whether somebody may know its value, and the SO takes it all the same
     */
    public static Template marked(Template present, boolean accepted) {
        Template.Builder marked = present.toBuilder().set(CKA_TRUSTED, true);
        if (accepted) {
            marked.set(CKA_CRATON_TRUST_ACCEPTED, true);
        }
        return marked.build();
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
        return mark == Mark.COPY ? remembered(object, result) : result;
    }

    /** What a copy says of the past: its own, and that of its source as far as it shares it. */
    private static Template remembered(HsmObject source, Template copy) {
        Template.Builder builder = copy.toBuilder();
        if (source.rules().rule(CKA_CRATON_BORN_FROZEN) != null) {
            builder.set(CKA_CRATON_BORN_FROZEN, bornFrozen(source, copy));
        }
        // A copy that is made stricter than its source has not always been so (section 5.7.2).
        if (source.rules().rule(CKA_ALWAYS_SENSITIVE) != null) {
            boolean sensitive = copy.get(CKA_SENSITIVE, false);
            boolean extractable = copy.get(CKA_EXTRACTABLE, false);
            boolean always = sensitive && copy.get(CKA_ALWAYS_SENSITIVE, false);
            boolean never = !extractable && copy.get(CKA_NEVER_EXTRACTABLE, false);
            builder.set(CKA_ALWAYS_SENSITIVE, always).set(CKA_NEVER_EXTRACTABLE, never);
        }
        return builder.build();
    }

    private static boolean bornFrozen(HsmObject source, Template copy) {
        return source.is(CKA_CRATON_BORN_FROZEN)
                && !copy.get(CKA_MODIFIABLE, true)
                && source.isPrivate() == copy.get(CKA_PRIVATE, false)
                && source.is(CKA_COPYABLE) == copy.get(CKA_COPYABLE, true)
                && source.facts().uses() == ObjectFacts.of(copy).uses();
    }
}
