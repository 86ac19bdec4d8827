package io.craton.hsm.cli.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What a key may be used for, in the words of {@code --use}. */
public enum KeyUse {
    /** Signatures and MACs. */
    SIGN(AttributeType.CKA_SIGN, true),
    /** Their verification. */
    VERIFY(AttributeType.CKA_VERIFY, false),
    /** Encryption. */
    ENCRYPT(AttributeType.CKA_ENCRYPT, false),
    /** Decryption. */
    DECRYPT(AttributeType.CKA_DECRYPT, true),
    /** Export of other keys under this one. */
    WRAP(AttributeType.CKA_WRAP, false),
    /** Import of other keys under this one. */
    UNWRAP(AttributeType.CKA_UNWRAP, true),
    /** Derivation of other keys. */
    DERIVE(AttributeType.CKA_DERIVE, true),
    /** Key encapsulation. */
    ENCAPSULATE(AttributeType.CKA_ENCAPSULATE, false),
    /** Its reverse. */
    DECAPSULATE(AttributeType.CKA_DECAPSULATE, true);

    private final AttributeType<Boolean> attribute;
    private final boolean ofPrivateKey;

    KeyUse(AttributeType<Boolean> attribute, boolean ofPrivateKey) {
        this.attribute = attribute;
        this.ofPrivateKey = ofPrivateKey;
    }

    /** Whether only key pairs have it. */
    public boolean isOfPairs() {
        return this == ENCAPSULATE || this == DECAPSULATE;
    }

    /** The attribute that permits it. */
    AttributeType<Boolean> attribute() {
        return attribute;
    }

    /** The attributes of all uses. */
    public static AttributeType<?>[] attributes() {
        return Arrays.stream(values()).map(KeyUse::attribute).toArray(AttributeType<?>[]::new);
    }

    /** The uses that the attributes of a key permit. */
    public static Set<KeyUse> of(Template key) {
        Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
        for (KeyUse use : values()) {
            if (key.get(use.attribute, false)) {
                uses.add(use);
            }
        }
        return uses;
    }

    /**
     * Sets every attribute of use that this class of key can have: true for the uses, false for the
     * others.
     */
    public static void set(Template.Builder template, ObjectClass keyClass, Set<KeyUse> uses) {
        for (KeyUse use : values()) {
            boolean fits =
                    switch (keyClass) {
                        case CKO_PRIVATE_KEY -> use.ofPrivateKey;
                        case CKO_PUBLIC_KEY -> !use.ofPrivateKey;
                        default -> !use.isOfPairs();
                    };
            if (fits) {
                template.set(use.attribute, uses.contains(use));
            }
        }
    }
}
