package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A key of this token: a token object gets other attributes, a session object is copied and goes.
 */
final class OwnKey implements EntryKey {
    private static final AttributeType<byte[]> ID = AttributeType.CKA_ID;

    private final OpaqueKey key;
    private final byte[] certified;
    private final Template attributes;

    private OwnKey(OpaqueKey key, byte[] certified, Template attributes) {
        this.key = key;
        this.certified = certified;
        this.attributes = attributes;
    }

    /**
     * @param certified the SubjectPublicKeyInfo of its certificate; empty if it has none
     */
    static OwnKey of(ProviderToken token, Key key, byte[] certified, Template attributes)
            throws KeyStoreException {
        OpaqueKey own = own(token, key);
        if (own instanceof TokenPrivateKey privateKey
                && certified.length > 0
                && !Arrays.equals(privateKey.publicKeyInfo(), certified)) {
            throw EntryKey.notForThisKey();
        }
        if (own instanceof TokenSecretKey secret && !own.ref().tokenObject()) {
            requireKeptName(secret);
        }
        return new OwnKey(own, certified, attributes);
    }

    private static OpaqueKey own(ProviderToken token, Key key) throws KeyStoreException {
        OpaqueKey own;
        try {
            own = OpaqueKey.own(key, token);
        } catch (InvalidKeyException e) {
            throw JcaFailures.as(KeyStoreException::new, e);
        }
        if (own.ref().token() != token) {
            throw new KeyStoreException(
                    "the key is in another token of this module; wrap and unwrap it to move it");
        }
        return own;
    }

    private static void requireKeptName(TokenSecretKey key) throws KeyStoreException {
        KeyType type =
                key.ref()
                        .use(
                                (session, handle) ->
                                        session.getAttribute(handle, AttributeType.CKA_KEY_TYPE));
        if (!Keys.keepsName(key.getAlgorithm(), type)) {
            throw new KeyStoreException(Keys.lostName(key.getAlgorithm()));
        }
    }

    @Override
    public ObjectClass objectClass() {
        return EntryKey.classOf(key);
    }

    @Override
    public boolean is(Named object) {
        return object.uniqueId().equals(key.ref().uniqueId());
    }

    @Override
    public KeyChanges changes(Place place) {
        Template wished = place.attributes(attributes);
        return key.ref()
                .use(
                        (session, handle) ->
                                key.ref().tokenObject()
                                        ? changed(session, handle, wished)
                                        : copied(session, handle, wished));
    }

    private KeyChanges changed(Session session, ObjectHandle handle, Template wished) {
        Set<AttributeType<?>> types = new LinkedHashSet<>(wished.types());
        types.add(ID);
        Template now = session.describe(handle, types.toArray(AttributeType<?>[]::new));
        Template.Builder differences = wished.toBuilder();
        for (AttributeType<?> type : wished.types()) {
            if (Objects.deepEquals(wished.get(type), now.get(type))) {
                differences.remove(type);
            }
        }
        Template different = differences.build();
        List<ObjectChange> changes =
                different.size() == 0
                        ? List.of()
                        : List.of(new ObjectChange.Set(handle, different));
        byte[] id = wished.get(ID, now.get(ID, new byte[0]));
        return KeyChanges.of(changes, id, certified, handle);
    }

    private KeyChanges copied(Session session, ObjectHandle handle, Template wished) {
        Template.Builder copy = Template.builder().token(true);
        if (key.ref().held()) {
            copy.set(AttributeType.CKA_PRIVATE, true);
        }
        byte[] publicKey = new byte[0];
        byte[] id = session.describe(handle, ID).get(ID, new byte[0]);
        if (key instanceof TokenPrivateKey privateKey) {
            publicKey = privateKey.publicKeyInfo();
            id = id.length == 0 ? KeyIds.of(publicKey) : id;
            copy.id(id);
        }
        Template changed = copy.build().toBuilder().setAll(wished).build();
        return KeyChanges.of(
                List.of(new ObjectChange.Copy(handle, changed), new ObjectChange.Destroy(handle)),
                changed.get(ID, id),
                publicKey,
                null);
    }

    /** A session key is the copy from now on. */
    @Override
    public void stored(List<ObjectHandle> handles) {
        if (key.ref().tokenObject()) {
            return;
        }
        ObjectHandle copy = handles.get(0);
        Template described =
                key.ref()
                        .token()
                        .call(session -> session.describe(copy, AttributeType.CKA_UNIQUE_ID));
        key.ref().moveTo(described.get(AttributeType.CKA_UNIQUE_ID, ""), copy);
    }

    @Override
    public void close() {
        // There is nothing of the key here.
    }
}
