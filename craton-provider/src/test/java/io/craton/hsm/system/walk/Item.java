package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import org.jspecify.annotations.Nullable;

/** What the attacker can name in a step: a key of the token, or a wrapped key in his hands. */
sealed interface Item permits Item.Key, Item.Blob {
    /** What it is, for a reader. */
    String name();

    /** The step that made it and which of its products it is; null if it was there before. */
    @Nullable Made made();

    /**
     * Where an item comes from.
     *
     * @param step the step
     * @param product which of its products, from 0
     */
    record Made(Step step, int product) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * A key.
     *
     * @param name what it is
     * @param made where it comes from
     * @param handle its handle
     * @param attributes all its attributes but secret ones, hidden ones too, when it was seen
     * @param value its secret value, empty of a public key
     * @param opener the value that opens what it wraps: its own, or of a public key that of the
     *     private half
     * @param attacker whether it is one of the attacker's own, which he knows
     */
    record Key(
            String name,
            @Nullable Made made,
            ObjectHandle handle,
            Template attributes,
            Bits value,
            Bits opener,
            boolean attacker)
            implements Item {

        boolean is(AttributeType<Boolean> type) {
            return Boolean.TRUE.equals(attributes.get(type));
        }

        ObjectClass objectClass() {
            return attributes.get(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA);
        }

        @Nullable KeyType keyType() {
            return attributes.get(AttributeType.CKA_KEY_TYPE);
        }

        boolean isSecret() {
            return objectClass() == ObjectClass.CKO_SECRET_KEY;
        }

        boolean isPublic() {
            return objectClass() == ObjectClass.CKO_PUBLIC_KEY;
        }

        /** Whether its secrets can be read. */
        boolean readable() {
            return objectClass() == ObjectClass.CKO_DATA
                    || (!is(AttributeType.CKA_SENSITIVE) && is(AttributeType.CKA_EXTRACTABLE));
        }

        /** Whether its value can leave: read, or wrapped by any key (B37). */
        boolean canLeave() {
            return readable()
                    || (is(AttributeType.CKA_EXTRACTABLE)
                            && !is(AttributeType.CKA_WRAP_WITH_TRUSTED));
        }

        /** The same key after its attributes have changed. */
        Key with(String newName, Made newMade, ObjectHandle newHandle, Template newAttributes) {
            return new Key(newName, newMade, newHandle, newAttributes, value, opener, attacker);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A wrapped key.
     *
     * @param name what it is
     * @param made where it comes from
     * @param bytes the bytes
     * @param mechanism what wrapped it, with its parameter
     * @param aad what was authenticated beside it; null if by {@code C_WrapKey}
     * @param by under which key
     * @param content the key inside
     */
    record Blob(
            String name,
            @Nullable Made made,
            byte[] bytes,
            Mechanism mechanism,
            byte @Nullable [] aad,
            Key by,
            Key content)
            implements Item {
        @Override
        public String toString() {
            return name;
        }
    }
}
