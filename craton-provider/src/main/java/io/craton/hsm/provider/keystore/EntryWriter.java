package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.CratonKeySpec;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.KeyImport;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.PublicKeys;
import io.craton.hsm.provider.key.TokenKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.keystore.AliasIndex.Item;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Puts keys and certificates into the token under an alias. */
final class EntryWriter {
    private final TokenEntries entries;

    EntryWriter(TokenEntries entries) {
        this.entries = entries;
    }

    /** A certificate of its own. */
    void certificate(String alias, Certificate certificate, Template attributes)
            throws KeyStoreException {
        Item old = entries.find(alias);
        if (old != null && old.isKey()) {
            throw new KeyStoreException(
                    "\"" + alias + "\" is the alias of a key; delete that entry first");
        }
        X509Certificate x509 = x509(certificate);
        Template template = override(template(x509, alias, new byte[0]), attributes);
        entries.token()
                .call(
                        session -> {
                            session.createObject(template);
                            if (old != null) {
                                TokenEntries.destroy(session, old.handle());
                            }
                            return true;
                        });
    }

    private static Template override(Template template, Template attributes) {
        return template.toBuilder().setAll(attributes).build();
    }

    private static X509Certificate x509(Certificate certificate) throws KeyStoreException {
        if (certificate instanceof X509Certificate x509) {
            return x509;
        }
        throw new KeyStoreException("only X.509 certificates are stored");
    }

    private static Template template(X509Certificate certificate, String label, byte[] id)
            throws KeyStoreException {
        try {
            return StoredCertificate.template(certificate, label, id);
        } catch (CertificateException e) {
            throw new KeyStoreException("the certificate cannot be encoded", e);
        }
    }

    /**
     * A key: one of ours, which gets this alias and if it is a session key becomes a token object,
     * or a software key, which is imported.
     *
     * @param chain the certificates of a private key
     */
    void key(String alias, Key key, Certificate @Nullable [] chain, Template attributes)
            throws KeyStoreException {
        Item old = entries.find(alias);
        if (old != null && old.objectClass() == ObjectClass.CKO_CERTIFICATE) {
            throw new KeyStoreException(
                    "\"" + alias + "\" is the alias of a certificate; delete that entry first");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        if (key instanceof PrivateKey && chain != null) {
            for (Certificate certificate : chain) {
                certificates.add(x509(certificate));
            }
        }
        TokenKey stored =
                key instanceof TokenKey
                        ? adopt(alias, key, certificates, attributes)
                        : imported(alias, key, certificates, attributes);
        boolean same =
                old != null && stored.ref().use((session, handle) -> handle).equals(old.handle());
        if (old != null && !same) {
            entries.delete(old);
        }
        if (stored instanceof TokenPrivateKey privateKey && !certificates.isEmpty()) {
            attach(alias, privateKey, certificates, same ? old : null);
        }
    }

    private TokenKey adopt(String alias, Key key, List<X509Certificate> chain, Template attributes)
            throws KeyStoreException {
        TokenKey own;
        try {
            own = TokenKey.own(key, entries.token().access());
        } catch (InvalidKeyException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        if (own.ref().token() != entries.token()) {
            throw new KeyStoreException(
                    "the key is in another token of this module; wrap and unwrap it to move it");
        }
        if (own instanceof TokenPrivateKey privateKey) {
            fits(privateKey.publicKeyInfo(), chain);
        }
        if (own.ref().tokenObject()) {
            rename(alias, own, attributes);
        } else {
            promote(alias, own, attributes);
        }
        return own;
    }

    private static void fits(byte[] publicKeyInfo, List<X509Certificate> chain)
            throws KeyStoreException {
        if (!chain.isEmpty() && !Arrays.equals(publicKeyInfo, publicKeyInfo(chain.get(0)))) {
            throw new KeyStoreException(
                    "the first certificate of the chain is not for this private key");
        }
    }

    private static byte[] publicKeyInfo(X509Certificate certificate) throws KeyStoreException {
        try {
            return PublicKeys.ofCertificate(certificate);
        } catch (CertificateException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    private static void rename(String alias, TokenKey own, Template attributes) {
        own.ref()
                .use(
                        (session, handle) -> {
                            Template wished = attributes.toBuilder().label(alias).build();
                            Template now =
                                    session.describe(
                                            handle,
                                            wished.types().toArray(AttributeType<?>[]::new));
                            Template.Builder changes = wished.toBuilder();
                            for (AttributeType<?> type : wished.types()) {
                                if (Objects.deepEquals(wished.get(type), now.get(type))) {
                                    changes.remove(type);
                                }
                            }
                            Template wanted = changes.build();
                            if (wanted.size() > 0) {
                                session.setAttributes(handle, wanted);
                            }
                            return true;
                        });
    }

    private static void promote(String alias, TokenKey own, Template attributes) {
        KeyRef ref = own.ref();
        ref.use(
                (session, handle) -> {
                    Template.Builder changes = Template.builder().token(true).label(alias);
                    if (ref.held()) {
                        changes.set(AttributeType.CKA_PRIVATE, true);
                    }
                    if (own instanceof TokenPrivateKey privateKey
                            && session.describe(handle, AttributeType.CKA_ID)
                                            .get(AttributeType.CKA_ID, new byte[0])
                                            .length
                                    == 0) {
                        changes.id(KeyIds.of(privateKey.publicKeyInfo()));
                    }
                    ObjectHandle copy =
                            session.copyObject(handle, override(changes.build(), attributes));
                    ref.moveTo(
                            session.describe(copy, AttributeType.CKA_UNIQUE_ID)
                                    .get(AttributeType.CKA_UNIQUE_ID, ""),
                            copy);
                    TokenEntries.destroy(session, handle);
                    return true;
                });
    }

    private TokenKey imported(
            String alias, Key key, List<X509Certificate> chain, Template attributes)
            throws KeyStoreException {
        CratonKeySpec.Builder spec = CratonKeySpec.builder().label(alias);
        if (!chain.isEmpty()) {
            spec.id(KeyIds.of(publicKeyInfo(chain.get(0))));
        }
        CratonKeySpec wanted = with(spec, attributes);
        try {
            if (key instanceof SecretKey secret) {
                return KeyImport.secretKey(entries.token(), secret, wanted);
            }
            if (!(key instanceof PrivateKey software)) {
                throw new KeyStoreException(
                        "private and secret keys are stored, not a " + key.getClass().getName());
            }
            byte[] pkcs8 = KeyImport.encoding(software);
            try {
                TokenPrivateKey made = KeyImport.privateKey(entries.token(), pkcs8, wanted);
                try {
                    fits(made.publicKeyInfo(), chain);
                } catch (KeyStoreException e) {
                    made.ref().discard();
                    throw e;
                }
                return made;
            } finally {
                Arrays.fill(pkcs8, (byte) 0);
            }
        } catch (InvalidKeySpecException e) {
            throw new KeyStoreException(e.getMessage(), e);
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

    private void attach(
            String alias, TokenPrivateKey key, List<X509Certificate> chain, @Nullable Item old)
            throws KeyStoreException {
        byte[] id =
                key.ref()
                        .use(
                                (session, handle) ->
                                        session.describe(handle, AttributeType.CKA_ID)
                                                .get(AttributeType.CKA_ID, new byte[0]));
        Template leaf = template(chain.get(0), alias, id);
        List<Template> authorities = new ArrayList<>();
        for (X509Certificate certificate : chain.subList(1, chain.size())) {
            authorities.add(template(certificate, "", new byte[0]));
        }
        try {
            entries.token()
                    .call(
                            session -> {
                                for (Template authority : authorities) {
                                    if (!present(session, authority)) {
                                        session.createObject(authority);
                                    }
                                }
                                replaceLeaf(session, leaf, old);
                                return true;
                            });
        } catch (HsmException e) {
            throw new KeyStoreException(
                    "the key is stored, its certificates are not: " + e.getMessage(), e);
        }
    }

    private void replaceLeaf(Session session, Template leaf, @Nullable Item old) {
        StoredCertificate before = old == null ? null : old.certificate();
        byte[] value = leaf.get(AttributeType.CKA_VALUE, new byte[0]);
        if (before != null && before.holds(value)) {
            if (!before.label().equals(leaf.get(AttributeType.CKA_LABEL, ""))) {
                session.setAttributes(
                        before.handle(),
                        Template.builder().label(leaf.get(AttributeType.CKA_LABEL, "")).build());
            }
            return;
        }
        if (old != null && before != null) {
            entries.deleteChain(session, old);
        }
        session.createObject(leaf);
    }

    private static boolean present(Session session, Template certificate) {
        Template sought =
                Template.builder()
                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                        .token(true)
                        .set(
                                AttributeType.CKA_VALUE,
                                certificate.get(AttributeType.CKA_VALUE, new byte[0]))
                        .build();
        return !session.findObjects(sought).isEmpty();
    }
}
