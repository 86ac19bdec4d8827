package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.token.JcaFailures;
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
import java.util.Set;
import java.util.function.BiFunction;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Gives keys, chains and entries of a token as the key store API has them. */
final class EntryReader {
    /** An entry may be replaced while it is read; then the new one is. */
    private static final int ATTEMPTS = 100;

    private final TokenEntries entries;
    private final BiFunction<String, String, KeyStore.Entry.Attribute> attribute;

    /**
     * @param entries the entries of a token
     * @param attribute makes an entry attribute of its name and its value
     */
    EntryReader(
            TokenEntries entries, BiFunction<String, String, KeyStore.Entry.Attribute> attribute) {
        this.entries = entries;
        this.attribute = attribute;
    }

    /** An entry with its chain, as they were at one moment. */
    private record Whole(@Nullable Item item, List<X509Certificate> chain) {}

    /** What is made of an entry that is there. */
    private interface Maker<R> {
        @Nullable R make(Whole whole) throws UnrecoverableEntryException;
    }

    /** All aliases that are shown. */
    List<String> aliases() {
        return entries.read(this::aliases);
    }

    private List<String> aliases(EntryIndex index) {
        if (entries.view().selector().all()) {
            return List.copyOf(index.aliases());
        }
        return index.items().stream().filter(entries.view()::shows).map(Item::alias).toList();
    }

    /** The alias of a certificate, from its encoding; null if it is none of an entry. */
    @Nullable String aliasOf(byte[] certificate) {
        return entries.read(index -> index.aliasOf(certificate, entries.view()));
    }

    /** The entry that an alias or a URI means; null if there is none, or not exactly one. */
    @Nullable Item find(@Nullable String alias) {
        return entries.read(index -> Alias.find(alias, index, entries).item());
    }

    /**
     * A key.
     *
     * @param pin logs in if nobody is logged in; else it is not looked at: key managers pass one
     *     password for all keys, or none
     */
    @Nullable Key key(@Nullable String alias, char @Nullable [] pin)
            throws UnrecoverableKeyException {
        try {
            login(pin);
            return read(alias, this::key);
        } catch (UnrecoverableKeyException e) {
            throw e;
        } catch (UnrecoverableEntryException e) {
            throw JcaFailures.as(UnrecoverableKeyException::new, e);
        } catch (HsmException e) {
            throw JcaFailures.as(UnrecoverableKeyException::new, e);
        }
    }

    private @Nullable Key key(Whole whole) {
        Item item = whole.item();
        return item == null || !item.isKey() ? null : load(item);
    }

    /** Makes something of an entry, again if it was replaced meanwhile. */
    private <R> @Nullable R read(@Nullable String alias, Maker<R> maker)
            throws UnrecoverableEntryException {
        return untilItStays(() -> maker.make(whole(alias)), entries::fetch);
    }

    /** A look at an entry; fails if its objects go meanwhile. */
    interface Look<R> {
        @Nullable R take() throws UnrecoverableEntryException;
    }

    /**
     * Looks until nobody replaces the entry meanwhile.
     *
     * @param fetch brings what is known of the token up to date
     * @throws UnrecoverableKeyException if it was replaced each time
     */
    static <R> @Nullable R untilItStays(Look<R> look, Runnable fetch)
            throws UnrecoverableEntryException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return look.take();
            } catch (HsmException e) {
                if (!TokenEntries.gone(e)) {
                    throw e;
                }
                fetch.run();
            }
        }
        throw new UnrecoverableKeyException(
                "the entry was replaced "
                        + ATTEMPTS
                        + " times while it was read; read it again once it is left alone");
    }

    private Whole whole(@Nullable String alias) throws UnrecoverableKeyException {
        Alias.Found[] found = new Alias.Found[1];
        Whole whole =
                entries.read(
                        index -> {
                            found[0] = Alias.find(alias, index, entries);
                            Item item = found[0].item();
                            return new Whole(item, chain(item, index));
                        });
        String problem = found[0].problem();
        if (problem != null) {
            throw new UnrecoverableKeyException(problem);
        }
        return whole;
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
    Certificate @Nullable [] chain(@Nullable String alias) {
        List<X509Certificate> chain =
                entries.read(index -> chain(Alias.find(alias, index, entries).item(), index));
        return chain.isEmpty() ? null : chain.toArray(Certificate[]::new);
    }

    private static List<X509Certificate> chain(@Nullable Item item, EntryIndex index) {
        StoredCertificate leaf = item == null ? null : item.certificate();
        return item == null || leaf == null || item.objectClass() != ObjectClass.CKO_PRIVATE_KEY
                ? List.of()
                : Chains.of(leaf, index);
    }

    /** The certificate of a key, or the one that the entry is. */
    static @Nullable X509Certificate certificate(@Nullable Item item) {
        StoredCertificate own = item == null ? null : item.certificate();
        return own == null ? null : own.certificate();
    }

    /** An entry with its attributes; null if there is none with this alias. */
    KeyStore.@Nullable Entry entry(
            @Nullable String alias, KeyStore.@Nullable ProtectionParameter protection)
            throws KeyStoreException, UnrecoverableEntryException {
        char[] pin = null;
        try {
            pin = Protections.pin(protection);
            login(pin);
            return read(alias, this::entry);
        } catch (IOException e) {
            throw unrecoverable(e);
        } catch (HsmException e) {
            if (JcaFailures.load(e).getCause() instanceof UnrecoverableKeyException) {
                throw unrecoverable(e);
            }
            throw JcaFailures.keyStore(e);
        } finally {
            Protections.wipe(pin);
        }
    }

    private KeyStore.@Nullable Entry entry(Whole whole) throws UnrecoverableEntryException {
        Item item = whole.item();
        if (item == null) {
            return null;
        }
        Set<KeyStore.Entry.Attribute> attributes = attributes(item);
        Key key = item.isKey() ? load(item) : null;
        if (key instanceof SecretKey secret) {
            return new KeyStore.SecretKeyEntry(secret, attributes);
        }
        if (key instanceof PrivateKey privateKey) {
            if (whole.chain().isEmpty()) {
                throw new UnrecoverableEntryException(
                        "the private key \""
                                + item.alias()
                                + "\" has no certificate, so it is not a PrivateKeyEntry; getKey gives it");
            }
            return entry(privateKey, whole.chain(), attributes);
        }
        X509Certificate certificate = certificate(item);
        return certificate == null
                ? null
                : new KeyStore.TrustedCertificateEntry(certificate, attributes);
    }

    private Set<KeyStore.Entry.Attribute> attributes(Item item) {
        return entries.token()
                .call(session -> EntryAttributes.read(session, item.handle(), attribute));
    }

    private static KeyStore.Entry entry(
            PrivateKey key, List<X509Certificate> chain, Set<KeyStore.Entry.Attribute> attributes)
            throws UnrecoverableEntryException {
        try {
            return new KeyStore.PrivateKeyEntry(key, chain.toArray(Certificate[]::new), attributes);
        } catch (IllegalArgumentException e) {
            UnrecoverableEntryException failure =
                    new UnrecoverableEntryException(
                            "this Java has another name for the algorithm of the certificate than "
                                    + key.getAlgorithm()
                                    + ", and makes no entry: install this provider (Security.addProvider) before the"
                                    + " key store is loaded, or read getKey and getCertificateChain");
            failure.initCause(e);
            throw failure;
        }
    }

    private static UnrecoverableEntryException unrecoverable(Exception e) {
        return JcaFailures.as(UnrecoverableEntryException::new, e);
    }
}
