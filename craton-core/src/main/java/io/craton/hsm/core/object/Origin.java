package io.craton.hsm.core.object;

import io.craton.hsm.core.object.AttributeRule.Mark;
import org.jspecify.annotations.Nullable;

/**
 * How an object comes to be (PKCS#11 v3.2, section 4.1.1), and which marks of the attribute table
 * apply (section 4.2, table 13).
 */
public enum Origin {
    /** {@code C_CreateObject}. */
    CREATE(Mark.CREATE_NEEDS, Mark.CREATE_NEVER),
    /** {@code C_GenerateKey} and {@code C_GenerateKeyPair}. */
    GENERATE(Mark.GENERATE_NEEDS, Mark.GENERATE_NEVER),
    /** {@code C_UnwrapKey}. */
    UNWRAP(Mark.UNWRAP_NEEDS, Mark.UNWRAP_NEVER),
    /** {@code C_DeriveKey}. */
    DERIVE(null, Mark.UNWRAP_NEVER),
    /** {@code C_EncapsulateKey} and {@code C_DecapsulateKey}. */
    SHARE(null, Mark.UNWRAP_NEVER);

    private final @Nullable Mark needs;
    private final Mark never;

    Origin(@Nullable Mark needs, Mark never) {
        this.needs = needs;
        this.never = never;
    }

    /** Whether an object of this origin has to be given the attribute. */
    boolean needs(AttributeRule rule) {
        return needs != null && rule.is(needs);
    }

    /** Whether an object of this origin may not be given the attribute. */
    boolean forbids(AttributeRule rule) {
        return rule.is(never);
    }
}
