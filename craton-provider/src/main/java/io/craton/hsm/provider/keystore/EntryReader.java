package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.keystore.AliasIndex.Item;
import io.craton.hsm.provider.token.Failures;
import java.io.IOException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Gives keys, chains and entries of a token as the key store API has them. */
final class EntryReader {
    private final TokenEntries entries;

    EntryReader(TokenEntries entries) {
        this.entries = entries;
    }

    /**
     * A key.
     *
     * @param pin logs in if nobody is logged in; else it is not looked at: key managers pass one
     *     password for all keys, or none
     */
    @Nullable Key key(String alias, char @Nullable [] pin) throws UnrecoverableKeyException {
        try {
            login(pin);
            Item item = entries.find(alias);
            return item == null || !item.isKey() ? null : load(item);
        } catch (HsmException e) {
            if (TokenEntries.gone(e)) {
                return null;
            }
            UnrecoverableKeyException failure = new UnrecoverableKeyException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private void login(char @Nullable [] pin) {
        if (pin != null && pin.length > 0 && !entries.token().loggedIn()) {
            entries.token().login(pin);
        }
    }

    private Key load(Item item) {
        return entries.token().call(session -> Keys.load(entries.token(), session, item.handle()));
    }

    /** The chain of a private key; null if it has no certificate. */
    Certificate @Nullable [] chain(@Nullable Item item) {
        StoredCertificate own =
                item == null || item.objectClass() != ObjectClass.CKO_PRIVATE_KEY
                        ? null
                        : item.certificate();
        if (own == null) {
            return null;
        }
        List<X509Certificate> chain =
                Chains.of(own, entries.index()).stream()
                        .map(StoredCertificate::certificate)
                        .filter(Objects::nonNull)
                        .toList();
        return chain.isEmpty() ? null : chain.toArray(Certificate[]::new);
    }

    /** The certificate of a key, or the one that the entry is. */
    static @Nullable X509Certificate certificate(@Nullable Item item) {
        StoredCertificate own = item == null ? null : item.certificate();
        return own == null ? null : own.certificate();
    }

    /** An entry with its attributes; null if there is none with this alias. */
    KeyStore.@Nullable Entry entry(String alias, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException, UnrecoverableEntryException {
        char[] pin = null;
        try {
            pin = Protections.pin(protection);
            login(pin);
            Item item = entries.find(alias);
            return item == null ? null : entry(item);
        } catch (IOException e) {
            throw unrecoverable(e);
        } catch (IllegalArgumentException e) {
            // This Java has another name for the algorithm of the certificate's key, or none.
            throw unrecoverable(e);
        } catch (HsmException e) {
            if (TokenEntries.gone(e)) {
                return null;
            }
            if (Failures.load(e).getCause() instanceof UnrecoverableKeyException) {
                throw unrecoverable(e);
            }
            throw Failures.keyStore(e);
        } finally {
            Protections.wipe(pin);
        }
    }

    private KeyStore.@Nullable Entry entry(Item item) throws UnrecoverableEntryException {
        Set<KeyStore.Entry.Attribute> attributes =
                entries.token().call(session -> EntryAttributes.read(session, item.handle()));
        Key key = item.isKey() ? load(item) : null;
        if (key instanceof SecretKey secret) {
            return new KeyStore.SecretKeyEntry(secret, attributes);
        }
        if (key instanceof PrivateKey privateKey) {
            Certificate[] chain = chain(item);
            if (chain == null) {
                throw new UnrecoverableEntryException(
                        "the private key \""
                                + item.alias()
                                + "\" has no certificate, so it is not a PrivateKeyEntry; getKey gives it");
            }
            return new KeyStore.PrivateKeyEntry(privateKey, chain, attributes);
        }
        X509Certificate certificate = certificate(item);
        return certificate == null
                ? null
                : new KeyStore.TrustedCertificateEntry(certificate, attributes);
    }

    private static UnrecoverableEntryException unrecoverable(Exception e) {
        UnrecoverableEntryException failure = new UnrecoverableEntryException(e.getMessage());
        failure.initCause(e);
        return failure;
    }
}
