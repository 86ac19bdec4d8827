package io.craton.hsm.benchmarks.compare;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Where services of the JCA come from, and which keys they get.
 *
 * @param provider whose services, or null for those that the JDK chooses
 * @param keys the keys
 * @param token whether the keys lie in a token
 * @param ownIv whether the provider makes the initialisation vector
 */
record JcaDoor(@Nullable Provider provider, KeyStore keys, boolean token, boolean ownIv) {
    /** The JDK's own providers. */
    static JcaDoor jdk(KeyStore keys) {
        return new JcaDoor(null, keys, false, false);
    }

    /** A provider that computes with keys in memory. */
    static JcaDoor library(Provider provider, KeyStore keys) {
        return new JcaDoor(provider, keys, false, false);
    }

    /** A provider of a token. */
    static JcaDoor token(Provider provider, KeyStore keys, boolean ownIv) {
        return new JcaDoor(provider, keys, true, ownIv);
    }

    Signature signature(String name) throws GeneralSecurityException {
        return provider == null
                ? Signature.getInstance(name)
                : Signature.getInstance(name, provider);
    }

    Cipher cipher(String name) throws GeneralSecurityException {
        return provider == null ? Cipher.getInstance(name) : Cipher.getInstance(name, provider);
    }

    Mac mac(String name) throws GeneralSecurityException {
        return provider == null ? Mac.getInstance(name) : Mac.getInstance(name, provider);
    }

    MessageDigest digest(String name) throws GeneralSecurityException {
        return provider == null
                ? MessageDigest.getInstance(name)
                : MessageDigest.getInstance(name, provider);
    }

    SecureRandom random() throws GeneralSecurityException {
        if (provider == null) {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        }
        Provider.Service service =
                provider.getServices().stream()
                        .filter(each -> each.getType().equals("SecureRandom"))
                        .findFirst()
                        .orElseThrow(() -> new GeneralSecurityException("no SecureRandom"));
        return SecureRandom.getInstance(service.getAlgorithm(), provider);
    }

    Key key(String alias) throws GeneralSecurityException {
        Key key = keys.getKey(alias, token ? null : SoftHsm.PIN.toCharArray());
        if (key == null) {
            throw new GeneralSecurityException("no key " + alias);
        }
        return key;
    }

    /** A private key in the form that the provider likes best. */
    PrivateKey privateKey(String alias) throws GeneralSecurityException {
        PrivateKey key = (PrivateKey) key(alias);
        return provider == null || token
                ? key
                : (PrivateKey)
                        KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
    }

    /** A public key in the form that the provider likes best. */
    PublicKey publicKey(String alias) throws GeneralSecurityException {
        PublicKey key = keys.getCertificate(alias).getPublicKey();
        return provider == null || token
                ? key
                : (PublicKey)
                        KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
    }
}
