package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.KeyRequest;
import io.craton.hsm.provider.key.Pkcs8;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;

/** A key of another provider, which is imported. */
final class SoftwareKey implements EntryKey {
    private final ObjectClass objectClass;
    private final Template template;
    private final Template attributes;
    private final byte[] certified;

    private SoftwareKey(
            ObjectClass objectClass, Template template, Template attributes, byte[] certified) {
        this.objectClass = objectClass;
        this.template = template;
        this.attributes = attributes;
        this.certified = certified;
    }

    /**
     * @param certified the SubjectPublicKeyInfo of its certificate; empty if it has none
     */
    static SoftwareKey of(Key key, byte[] certified, Template attributes) throws KeyStoreException {
        byte[] id = certified.length == 0 ? new byte[0] : KeyIds.of(certified);
        try {
            Template template = template(key, certified, KeyRequest.stored(id, attributes));
            return new SoftwareKey(EntryKey.classOf(key), template, attributes, certified);
        } catch (InvalidKeySpecException e) {
            throw JcaFailures.as(KeyStoreException::new, e);
        }
    }

    private static Template template(Key key, byte[] certified, KeyRequest request)
            throws KeyStoreException, InvalidKeySpecException {
        if (key instanceof SecretKey secret) {
            return KeyImport.template(secret, request);
        }
        if (!(key instanceof PrivateKey software)) {
            throw new KeyStoreException(
                    "private and secret keys are stored, not a " + key.getClass().getName());
        }
        byte[] pkcs8 = KeyImport.encoding(software);
        try {
            Template template = Pkcs8.template(pkcs8, request);
            if (certified.length == 0) {
                return template;
            }
            byte[] inFile = template.get(AttributeType.CKA_PUBLIC_KEY_INFO, certified);
            if (!Arrays.equals(inFile, certified)) {
                throw new InvalidKeySpecException(
                        "the public key in the file of the private key is not the one of the certificate");
            }
            // The module compares it with the key before anything is written.
            return template.toBuilder().set(AttributeType.CKA_PUBLIC_KEY_INFO, certified).build();
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    @Override
    public ObjectClass objectClass() {
        return objectClass;
    }

    @Override
    public boolean is(Named object) {
        return false;
    }

    @Override
    public KeyChanges changes(Place place) {
        Template placed = template.toBuilder().setAll(place.attributes(attributes)).build();
        return KeyChanges.of(
                List.of(new ObjectChange.Create(placed)),
                placed.get(AttributeType.CKA_ID, new byte[0]),
                certified,
                null);
    }

    @Override
    public void stored(List<ObjectHandle> handles) {
        // Nobody has an object of ours for it.
    }

    @Override
    public void close() {
        template.wipe();
    }
}
