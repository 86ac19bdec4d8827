package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.CratonKeySpec;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.Pkcs8;
import io.craton.hsm.provider.key.PublicKeys;
import io.craton.hsm.provider.key.TokenKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.token.Failures;
import io.craton.hsm.provider.token.Token;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that becomes that of an entry: which changes of objects make it so. Checked against the
 * certificate that it is given with.
 */
final class NewKey implements AutoCloseable {
    private static final AttributeType<byte[]> ID = AttributeType.CKA_ID;

    private final ObjectClass objectClass;
    private final List<ObjectChange> changes;
    private final byte[] id;
    private final ByteBuffer publicKey;
    private final @Nullable TokenKey own;
    private final @Nullable ObjectHandle present;
    private final @Nullable Supplier<NewKey> again;

    private NewKey(
            ObjectClass objectClass,
            List<ObjectChange> changes,
            byte[] id,
            byte[] publicKey,
            @Nullable TokenKey own,
            @Nullable ObjectHandle present,
            @Nullable Supplier<NewKey> again) {
        this.objectClass = objectClass;
        this.changes = changes;
        this.id = id;
        this.publicKey = ByteBuffer.wrap(publicKey);
        this.own = own;
        this.present = present;
        this.again = again;
    }

    /**
     * The same with what is to be changed of a token key as it is now.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_KEY_HANDLE_INVALID} if the key was destroyed
     */
    NewKey asOfNow() {
        return again == null ? this : again.get();
    }

    /**
     * A key of ours or a software key.
     *
     * @param chain the certificates of a private key, its own first
     * @param attributes what the entry says of the key
     */
    static NewKey of(
            Token token, String label, Key key, List<X509Certificate> chain, Template attributes)
            throws KeyStoreException {
        byte[] certified = chain.isEmpty() ? new byte[0] : publicKeyInfo(chain.get(0));
        if (key instanceof TokenKey) {
            TokenKey own = own(token, key);
            if (own instanceof TokenPrivateKey privateKey
                    && certified.length > 0
                    && !Arrays.equals(privateKey.publicKeyInfo(), certified)) {
                throw notForThisKey();
            }
            return own.ref().tokenObject()
                    ? renamed(label, own, certified, attributes)
                    : promoted(label, own, attributes);
        }
        return imported(label, key, certified, attributes);
    }

    private static KeyStoreException notForThisKey() {
        return new KeyStoreException(
                "the first certificate of the chain is not for this private key");
    }

    /** What a refusal by the module means here. */
    static KeyStoreException refusal(HsmException e) {
        boolean other =
                e.code() == ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID
                        && String.valueOf(e.getMessage())
                                .contains(AttributeType.CKA_PUBLIC_KEY_INFO.name());
        KeyStoreException refusal = other ? notForThisKey() : Failures.keyStore(e);
        if (refusal.getCause() == null) {
            refusal.initCause(e);
        }
        return refusal;
    }

    private static byte[] publicKeyInfo(X509Certificate certificate) throws KeyStoreException {
        try {
            return PublicKeys.ofCertificate(certificate);
        } catch (CertificateException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    private static TokenKey own(Token token, Key key) throws KeyStoreException {
        TokenKey own;
        try {
            own = TokenKey.own(key, token.access());
        } catch (InvalidKeyException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        if (own.ref().token() != token) {
            throw new KeyStoreException(
                    "the key is in another token of this module; wrap and unwrap it to move it");
        }
        return own;
    }

    private static ObjectClass classOf(Key key) {
        return key instanceof PrivateKey ? ObjectClass.CKO_PRIVATE_KEY : ObjectClass.CKO_SECRET_KEY;
    }

    /** A token key gets the label, and what else is different. */
    private static NewKey renamed(
            String label, TokenKey own, byte[] certified, Template attributes) {
        Template wished = attributes.toBuilder().label(label).build();
        return own.ref()
                .use(
                        (session, handle) -> {
                            Set<AttributeType<?>> types = new LinkedHashSet<>(wished.types());
                            types.add(ID);
                            Template now =
                                    session.describe(
                                            handle, types.toArray(AttributeType<?>[]::new));
                            Template.Builder differences = wished.toBuilder();
                            for (AttributeType<?> type : wished.types()) {
                                if (Objects.deepEquals(wished.get(type), now.get(type))) {
                                    differences.remove(type);
                                }
                            }
                            Template wanted = differences.build();
                            List<ObjectChange> changes =
                                    wanted.size() == 0
                                            ? List.of()
                                            : List.of(new ObjectChange.Set(handle, wanted));
                            return new NewKey(
                                    classOf(own),
                                    changes,
                                    wished.get(ID, now.get(ID, new byte[0])),
                                    certified,
                                    own,
                                    handle,
                                    () -> renamed(label, own, certified, attributes));
                        });
    }

    /** A session key is copied into the token and goes. */
    private static NewKey promoted(String label, TokenKey own, Template attributes) {
        return own.ref()
                .use(
                        (session, handle) -> {
                            Template.Builder copy = Template.builder().token(true).label(label);
                            if (own.ref().held()) {
                                copy.set(AttributeType.CKA_PRIVATE, true);
                            }
                            byte[] publicKey = new byte[0];
                            byte[] id = session.describe(handle, ID).get(ID, new byte[0]);
                            if (own instanceof TokenPrivateKey privateKey) {
                                publicKey = privateKey.publicKeyInfo();
                                id = id.length == 0 ? KeyIds.of(publicKey) : id;
                                copy.id(id);
                            }
                            Template wanted = copy.build().toBuilder().setAll(attributes).build();
                            return new NewKey(
                                    classOf(own),
                                    List.of(
                                            new ObjectChange.Copy(handle, wanted),
                                            new ObjectChange.Destroy(handle)),
                                    wanted.get(ID, id),
                                    publicKey,
                                    own,
                                    null,
                                    null);
                        });
    }

    private static NewKey imported(String label, Key key, byte[] certified, Template attributes)
            throws KeyStoreException {
        CratonKeySpec.Builder spec = CratonKeySpec.builder().label(label);
        if (certified.length > 0) {
            spec.id(KeyIds.of(certified));
        }
        Template template;
        try {
            template = template(key, certified, with(spec, attributes));
        } catch (InvalidKeySpecException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        return new NewKey(
                classOf(key),
                List.of(new ObjectChange.Create(template)),
                template.get(ID, new byte[0]),
                certified,
                null,
                null,
                null);
    }

    private static Template template(Key key, byte[] certified, CratonKeySpec spec)
            throws KeyStoreException, InvalidKeySpecException {
        if (key instanceof SecretKey secret) {
            return KeyImport.template(secret, spec);
        }
        if (!(key instanceof PrivateKey software)) {
            throw new KeyStoreException(
                    "private and secret keys are stored, not a " + key.getClass().getName());
        }
        byte[] pkcs8 = KeyImport.encoding(software);
        try {
            Template template = Pkcs8.template(pkcs8, spec);
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

    @SuppressWarnings("unchecked") // an attribute's value is of its own type
    private static CratonKeySpec with(CratonKeySpec.Builder spec, Template attributes) {
        for (AttributeType<?> type : attributes.types()) {
            Object value = attributes.get(type);
            if (value != null) {
                spec.attribute((AttributeType<Object>) type, value);
            }
        }
        return spec.build();
    }

    /** Private or secret key. */
    ObjectClass objectClass() {
        return objectClass;
    }

    /** What is to be done, in this order. */
    List<ObjectChange> changes() {
        return changes;
    }

    /** Its {@code CKA_ID} from then on. */
    byte[] id() {
        return id.clone();
    }

    /** Its SubjectPublicKeyInfo, if that is known. */
    ByteBuffer publicKey() {
        return publicKey;
    }

    /** The token object that it is already; null if it becomes one. */
    @Nullable ObjectHandle present() {
        return present;
    }

    /**
     * The changes were made, and gave these objects: a session key of ours is the copy from now on.
     */
    void stored(List<ObjectHandle> handles) {
        if (own != null && present == null) {
            ObjectHandle copy = handles.get(0);
            String uniqueId =
                    own.ref()
                            .token()
                            .call(
                                    session ->
                                            session.describe(copy, AttributeType.CKA_UNIQUE_ID)
                                                    .get(AttributeType.CKA_UNIQUE_ID, ""));
            own.ref().moveTo(uniqueId, copy);
        }
    }

    /** Wipes what there is of a software key. */
    @Override
    public void close() {
        for (ObjectChange change : changes) {
            if (change instanceof ObjectChange.Create create) {
                create.template().wipe();
            }
        }
    }
}
