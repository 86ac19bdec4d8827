package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.nio.ByteBuffer;

/** A key object of the token. Immutable. */
final class KeyObject implements Named {
    private final ObjectHandle handle;
    private final ObjectClass objectClass;
    private final String uniqueId;
    private final String label;
    private final byte[] id;
    private final ByteBuffer publicKey;

    KeyObject(ObjectHandle handle, ObjectClass objectClass, Template attributes) {
        this.handle = handle;
        this.objectClass = objectClass;
        this.uniqueId = attributes.get(AttributeType.CKA_UNIQUE_ID, "");
        this.label = attributes.get(AttributeType.CKA_LABEL, "");
        this.id = attributes.get(AttributeType.CKA_ID, new byte[0]);
        this.publicKey =
                ByteBuffer.wrap(attributes.get(AttributeType.CKA_PUBLIC_KEY_INFO, new byte[0]));
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public ObjectClass objectClass() {
        return objectClass;
    }

    @Override
    public String uniqueId() {
        return uniqueId;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public byte[] id() {
        return id.clone();
    }

    /** Its SubjectPublicKeyInfo; empty for a secret key. */
    ByteBuffer publicKey() {
        return publicKey;
    }
}
