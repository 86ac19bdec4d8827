package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.keystore.AliasIndex.Item;
import io.craton.hsm.provider.token.Failures;
import io.craton.hsm.provider.token.HsmAccess;
import io.craton.hsm.provider.token.PinPrompt;
import io.craton.hsm.provider.token.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** The {@link KeyStore} of type {@code CratonHSM}: the token objects of one token. */
public final class CratonKeyStore extends KeyStoreSpi {
    private final HsmAccess access;
    private volatile @Nullable TokenEntries loaded;

    /** A key store that is not loaded yet. */
    public CratonKeyStore(HsmAccess access) {
        this.access = access;
    }

    private TokenEntries entries() {
        TokenEntries now = loaded;
        if (now == null) {
            throw new ProviderException("the key store has not been loaded");
        }
        return now;
    }

    @Override
    public void engineLoad(@Nullable InputStream stream, char @Nullable [] password) throws IOException {
        try {
            Token token = stream == null ? access.token() : access.token(TokenReference.read(stream));
            // Without a PIN there is no login: public objects, and private ones if the user is logged in already.
            token.slot();
            if (password != null && password.length > 0) {
                token.login(password);
            }
            loaded = new TokenEntries(token);
        } catch (HsmException e) {
            throw Failures.load(e);
        }
    }

    @Override
    public void engineLoad(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        char[] pin = pin(parameter == null ? null : parameter.getProtectionParameter());
        try {
            engineLoad(null, pin);
        } finally {
            wipe(pin);
        }
    }

    private static char @Nullable [] pin(KeyStore.@Nullable ProtectionParameter protection) throws IOException {
        if (protection == null) {
            return null;
        }
        if (protection instanceof KeyStore.PasswordProtection password) {
            char[] pin = password.getPassword();
            return pin == null ? null : pin.clone();
        }
        if (protection instanceof KeyStore.CallbackHandlerProtection callback) {
            CallbackHandler handler = callback.getCallbackHandler();
            try {
                return PinPrompt.ask(handler);
            } catch (LoginException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException("the PIN is given as PasswordProtection or CallbackHandlerProtection");
    }

    private static void wipe(char @Nullable [] pin) {
        if (pin != null) {
            Arrays.fill(pin, '\0');
        }
    }

    @Override
    public void engineStore(@Nullable OutputStream stream, char @Nullable [] password) throws IOException {
        TokenEntries now = entries();
        if (password != null && password.length > 0) {
            try {
                now.token().checkPin(password);
            } catch (HsmException e) {
                if (e.code() == ReturnCode.CKR_PIN_INCORRECT || e.code() == ReturnCode.CKR_PIN_LEN_RANGE) {
                    throw new UnsupportedOperationException("the PIN of a token is not changed by storing a key store;"
                            + " use: craton-hsm pin change --user-type USER",
                            e);
                }
                throw Failures.load(e);
            }
        }
        if (stream != null) {
            stream.write(TokenReference.write(now.token().selector()));
            stream.flush();
        }
    }

    @Override
    public void engineStore(KeyStore.@Nullable LoadStoreParameter parameter) throws IOException {
        char[] pin = pin(parameter == null ? null : parameter.getProtectionParameter());
        try {
            engineStore(null, pin);
        } finally {
            wipe(pin);
        }
    }

    /** False: whoever looks for the type of a file must not find a token. */
    @Override
    public boolean engineProbe(InputStream stream) {
        return false;
    }

    private <R> R ask(Function<TokenEntries, R> question) {
        try {
            return question.apply(entries());
        } catch (HsmException e) {
            throw Failures.provider(e);
        }
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char @Nullable [] password) throws UnrecoverableKeyException {
        TokenEntries now = entries();
        try {
            if (password != null && password.length > 0 && !now.token().loggedIn()) {
                now.token().login(password);
            }
            Item item = now.find(alias);
            if (item == null || !item.isKey()) {
                return null;
            }
            return now.token().call(session -> Keys.load(now.token(), session, item.handle()));
        } catch (HsmException e) {
            if (TokenEntries.gone(e)) {
                return null;
            }
            UnrecoverableKeyException failure = new UnrecoverableKeyException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        return ask(entries -> {
            Item item = entries.find(alias);
            StoredCertificate own =
                    item == null || item.objectClass() != ObjectClass.CKO_PRIVATE_KEY ? null : item.certificate();
            if (own == null) {
                return null;
            }
            List<X509Certificate> chain = Chains.of(own, entries.index()).stream()
                    .map(StoredCertificate::certificate)
                    .filter(java.util.Objects::nonNull)
                    .toList();
            return chain.isEmpty() ? null : chain.toArray(Certificate[]::new);
        });
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        return ask(entries -> {
            Item item = entries.find(alias);
            StoredCertificate own = item == null ? null : item.certificate();
            return own == null ? null : own.certificate();
        });
    }

    /** The key's first day, or that of its certificate: a token does not note when an object was made. */
    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
        return ask(entries -> {
            Item item = entries.find(alias);
            if (item == null) {
                return null;
            }
            StoredCertificate own = item.certificate();
            X509Certificate certificate = own == null ? null : own.certificate();
            return certificate == null ? new Date(0) : certificate.getNotBefore();
        });
    }

    private static void write(Writing writing) throws KeyStoreException {
        try {
            writing.run();
        } catch (HsmException e) {
            throw Failures.keyStore(e);
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
    public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain) throws KeyStoreException {
        throw new KeyStoreException("a key that is already protected cannot be stored in a token; give the key itself,"
                + " or unwrap it with a key of the token");
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        write(() -> writer.certificate(alias, certificate, Template.empty()));
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        TokenEntries now = entries();
        write(() -> {
            Item item = now.find(alias);
            if (item != null) {
                now.delete(item);
            }
        });
    }

    @Override
    public Enumeration<String> engineAliases() {
        return ask(entries -> Collections.enumeration(List.copyOf(entries.index().aliases())));
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return ask(entries -> entries.find(alias) != null);
    }

    @Override
    public int engineSize() {
        return ask(entries -> entries.index().aliases().size());
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return ask(entries -> {
            Item item = entries.find(alias);
            return item != null && item.isKey();
        });
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return ask(entries -> {
            Item item = entries.find(alias);
            return item != null && !item.isKey();
        });
    }

    @Override
    public @Nullable String engineGetCertificateAlias(Certificate certificate) {
        return ask(entries -> entries.index().items().stream()
                .filter(item -> item.certificate() != null
                        && certificate.equals(item.certificate().certificate()))
                .map(Item::alias)
                .findFirst()
                .orElse(null));
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        return ask(entries -> {
            Item item = entries.find(alias);
            return item != null && switch (item.objectClass()) {
                case CKO_PRIVATE_KEY -> type == KeyStore.PrivateKeyEntry.class;
                case CKO_SECRET_KEY -> type == KeyStore.SecretKeyEntry.class;
                default -> type == KeyStore.TrustedCertificateEntry.class;
            };
        });
    }

    @Override
    public KeyStore.@Nullable Entry engineGetEntry(String alias, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException, UnrecoverableEntryException {
        TokenEntries now = entries();
        Item item = find(now, alias, protection);
        if (item == null) {
            return null;
        }
        Supplier<Set<KeyStore.Entry.Attribute>> attributes =
                () -> now.token().call(session -> EntryAttributes.read(session, item.handle()));
        try {
            Key key = item.isKey() ? engineGetKey(item.alias(), null) : null;
            if (key instanceof SecretKey secret) {
                return new KeyStore.SecretKeyEntry(secret, attributes.get());
            }
            if (key instanceof PrivateKey privateKey) {
                Certificate[] chain = engineGetCertificateChain(item.alias());
                if (chain == null) {
                    throw new UnrecoverableEntryException("the private key \"" + alias
                            + "\" has no certificate, so it is not a PrivateKeyEntry; getKey gives it");
                }
                return new KeyStore.PrivateKeyEntry(privateKey, chain, attributes.get());
            }
            Certificate certificate = engineGetCertificate(item.alias());
            return certificate == null
                    ? null
                    : new KeyStore.TrustedCertificateEntry(certificate, attributes.get());
        } catch (UnrecoverableKeyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // This Java has another name for the algorithm of the certificate's key, or none.
            throw unrecoverable(e);
        } catch (HsmException e) {
            throw Failures.keyStore(e);
        }
    }

    private static @Nullable Item find(
            TokenEntries entries, String alias, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException, UnrecoverableEntryException {
        char[] pin = null;
        try {
            pin = pin(protection);
            if (pin != null && pin.length > 0 && !entries.token().loggedIn()) {
                entries.token().login(pin);
            }
            return entries.find(alias);
        } catch (IOException e) {
            throw unrecoverable(e);
        } catch (HsmException e) {
            if (Failures.load(e).getCause() instanceof UnrecoverableKeyException) {
                throw unrecoverable(e);
            }
            throw Failures.keyStore(e);
        } finally {
            wipe(pin);
        }
    }

    private static UnrecoverableEntryException unrecoverable(Exception e) {
        UnrecoverableEntryException failure = new UnrecoverableEntryException(e.getMessage());
        failure.initCause(e);
        return failure;
    }

    @Override
    public void engineSetEntry(
            String alias, KeyStore.Entry entry, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException {
        EntryWriter writer = new EntryWriter(entries());
        Template attributes = EntryAttributes.parse(entry.getAttributes());
        write(() -> {
            if (entry instanceof KeyStore.PrivateKeyEntry key) {
                writer.key(alias, key.getPrivateKey(), key.getCertificateChain(), attributes);
            } else if (entry instanceof KeyStore.SecretKeyEntry key) {
                writer.key(alias, key.getSecretKey(), null, attributes);
            } else if (entry instanceof KeyStore.TrustedCertificateEntry trusted) {
                writer.certificate(alias, trusted.getTrustedCertificate(), attributes);
            } else {
                throw new KeyStoreException("entries of class " + entry.getClass().getName() + " cannot be stored");
            }
        });
    }
}
