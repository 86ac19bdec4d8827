package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.provider.token.TokenReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.ProviderException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link KeyStore} of type {@code CratonHSM}: the token objects of one token, or those entries
 * of it that its reference names.
 */
public final class CratonKeyStore extends KeyStoreSpi {
    private final HsmAccess access;
    private final BiFunction<String, String, KeyStore.Entry.Attribute> attribute;
    private volatile @Nullable TokenEntries loaded;

    /**
     * A key store that is not loaded yet.
     *
     * @param access the module
     * @param attribute makes an entry attribute of its name and its value
     */
    public CratonKeyStore(
            HsmAccess access, BiFunction<String, String, KeyStore.Entry.Attribute> attribute) {
        this.access = access;
        this.attribute = attribute;
    }

    private EntryReader reader() {
        return new EntryReader(entries(), attribute);
    }

    private TokenEntries entries() {
        TokenEntries now = loaded;
        if (now == null) {
            throw new ProviderException("the key store has not been loaded");
        }
        return now;
    }

    @Override
    public void engineLoad(@Nullable InputStream stream, char @Nullable [] password)
            throws IOException {
        try {
            TokenReference reference =
                    stream == null ? access.reference() : TokenReference.read(stream);
            ProviderToken token = access.token(reference.token());
            // Without a PIN there is no login: public objects, and private ones if the user is
            // logged in already.
            token.slot();
            if (password != null && password.length > 0) {
                token.login(password);
            }
            loaded = new TokenEntries(token, reference);
        } catch (HsmException e) {
            throw JcaFailures.load(e);
        }
    }

    @Override
    public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        char[] pin = Protections.pin(parameter);
        try {
            engineLoad(null, pin);
        } finally {
            Protections.wipe(pin);
        }
    }

    @Override
    public void engineStore(@Nullable OutputStream stream, char @Nullable [] password)
            throws IOException {
        TokenEntries now = entries();
        if (password != null && password.length > 0) {
            try {
                now.token().checkPin(password);
            } catch (HsmException e) {
                if (e.code() == ReturnCode.CKR_PIN_INCORRECT
                        || e.code() == ReturnCode.CKR_PIN_INVALID
                        || e.code() == ReturnCode.CKR_PIN_LEN_RANGE) {
                    throw new UnsupportedOperationException(
                            "the PIN of a token is not changed by storing a key store;"
                                    + " use: craton-hsm pin change --user-type USER",
                            e);
                }
                throw JcaFailures.load(e);
            }
        }
        if (stream != null) {
            stream.write(now.reference().write());
            stream.flush();
        }
    }

    @Override
    public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        char[] pin = Protections.pin(parameter);
        try {
            engineStore(null, pin);
        } finally {
            Protections.wipe(pin);
        }
    }

    /** False: whoever looks for the type of a file must not find a token. */
    @Override
    public boolean engineProbe(InputStream stream) {
        return false;
    }

    private <R> R ask(Function<EntryReader, R> question) {
        try {
            return question.apply(reader());
        } catch (HsmException e) {
            throw JcaFailures.provider(e);
        }
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char @Nullable [] password)
            throws UnrecoverableKeyException {
        return reader().key(alias, password);
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        return ask(reader -> reader.chain(alias));
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        return ask(reader -> EntryReader.certificate(reader.find(alias)));
    }

    /** The first day of the certificate: a token does not note when an object was made. */
    @Override
    @SuppressWarnings("JavaUtilDate") // the type of the API
    public @Nullable Date engineGetCreationDate(String alias) {
        return ask(
                reader -> {
                    Item item = reader.find(alias);
                    X509Certificate certificate = EntryReader.certificate(item);
                    if (item == null) {
                        return null;
                    }
                    return certificate == null ? new Date(0) : certificate.getNotBefore();
                });
    }

    private static void write(Writing writing) throws KeyStoreException {
        try {
            writing.run();
        } catch (HsmException e) {
            throw JcaFailures.keyStore(e);
        }
    }

    private interface Writing {
        void run() throws KeyStoreException;
    }

    @Override
    public void engineSetKeyEntry(
            String alias, Key key, char @Nullable [] password, Certificate @Nullable [] chain)
            throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        write(() -> writer.key(alias, key, chain, Template.empty()));
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
            throws KeyStoreException {
        throw new KeyStoreException(
                "a key that is already protected cannot be stored in a token; give the key itself,"
                        + " or unwrap it with a key of the token");
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate)
            throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        write(() -> writer.certificate(alias, certificate, Template.empty()));
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        write(() -> writer.delete(alias));
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(ask(EntryReader::aliases));
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return ask(reader -> reader.find(alias) != null);
    }

    @Override
    public int engineSize() {
        return ask(EntryReader::aliases).size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return ask(
                reader -> {
                    Item item = reader.find(alias);
                    return item != null && item.isKey();
                });
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return ask(
                reader -> {
                    Item item = reader.find(alias);
                    return item != null && !item.isKey();
                });
    }

    @Override
    public @Nullable String engineGetCertificateAlias(@Nullable Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        byte[] der;
        try {
            der = certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            return null; // what has no encoding is not stored
        }
        return ask(reader -> reader.aliasOf(der));
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        return ask(
                reader -> {
                    Item item = reader.find(alias);
                    return item != null
                            && switch (item.objectClass()) {
                                case CKO_PRIVATE_KEY -> type == KeyStore.PrivateKeyEntry.class;
                                case CKO_SECRET_KEY -> type == KeyStore.SecretKeyEntry.class;
                                default -> type == KeyStore.TrustedCertificateEntry.class;
                            };
                });
    }

    @Override
    public KeyStore.@Nullable Entry engineGetEntry(
            String alias, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException, UnrecoverableEntryException {
        return reader().entry(alias, protection);
    }

    @Override
    public void engineSetEntry(
            String alias, KeyStore.Entry entry, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        Template attributes = EntryAttributes.parse(entry.getAttributes());
        write(
                () -> {
                    if (entry instanceof KeyStore.PrivateKeyEntry key) {
                        writer.key(
                                alias, key.getPrivateKey(), key.getCertificateChain(), attributes);
                    } else if (entry instanceof KeyStore.SecretKeyEntry key) {
                        writer.key(alias, key.getSecretKey(), null, attributes);
                    } else if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
                        writer.certificate(alias, trusted.getTrustedCertificate(), attributes);
                    } else {
                        throw new KeyStoreException(
                                "entries of class "
                                        + entry.getClass().getName()
                                        + " cannot be stored");
                    }
                });
    }
}
