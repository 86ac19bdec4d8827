package io.craton.hsm.cli.key;

import com.google.errorprone.annotations.Immutable;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;

/** Whether a key may leave the token, and under which keys. */
@Immutable
public enum Export {
    /** Never. */
    NEVER,
    /** Under keys that the SO trusts. */
    UNDER_TRUSTED,
    /** Under any key that wraps, also one that somebody knows. */
    UNDER_ANY;

    void set(Template.Builder template) {
        template.set(AttributeType.CKA_EXTRACTABLE, this != NEVER);
        if (this == UNDER_TRUSTED) {
            template.set(AttributeType.CKA_WRAP_WITH_TRUSTED, true);
        }
    }
}
