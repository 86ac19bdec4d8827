package io.craton.hsm.cli.keyfile;

import io.craton.hsm.KeyType;
import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.PrivateKeyReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PKCS#12 file (RFC 7292), as far as the JDK reads it. */
final class Pkcs12File {
    private Pkcs12File() {}

    static KeyFile read(byte[] file, Passphrase passphrase) throws GeneralSecurityException {
        char[] characters = EncryptedKey.characters(passphrase.get());
        List<KeyInFile> keys = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12", "SUN");
            store.load(new ByteArrayInputStream(file), characters);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(key(store, alias, characters));
                } else {
                    leftOut.add("the certificate '" + alias + "', which has no key there");
                }
            }
        } catch (IOException e) {
            KeyFile.close(keys);
            throw refusal(e);
        } catch (GeneralSecurityException e) {
            KeyFile.close(keys);
            throw e;
        } catch (RuntimeException e) {
            // What the JDK's reader does with some files that are damaged.
            KeyFile.close(keys);
            throw new KeyFormatException("it is no PKCS#12 file that Java reads", e);
        } finally {
            Arrays.fill(characters, '\0');
        }
        return new KeyFile(keys, leftOut);
    }

    private static KeyFormatException refusal(IOException e) {
        return e.getCause() instanceof UnrecoverableKeyException
                ? new KeyFormatException(EncryptedKey.WRONG_PASSPHRASE)
                : new KeyFormatException("it is no PKCS#12 file that Java reads", e);
    }

    private static KeyInFile key(KeyStore store, String alias, char[] passphrase)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, passphrase);
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new KeyFormatException("the key '" + alias + "' in it has no encoding");
        }
        try {
            return "PKCS#8".equals(key.getFormat())
                    ? KeyInFile.of(PrivateKeyReader.read(encoded))
                            .named(alias)
                            .with(chain(store, alias))
                    : KeyInFile.secret(secretType(alias, key.getAlgorithm()), encoded).named(alias);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static List<X509Certificate> chain(KeyStore store, String alias)
            throws GeneralSecurityException {
        Certificate[] chain = store.getCertificateChain(alias);
        return chain == null
                ? List.of()
                : Stream.of(chain).map(X509Certificate.class::cast).toList();
    }

    private static KeyType secretType(String alias, String algorithm) throws KeyFormatException {
        Optional<KeyType> type =
                KeyType.secretKeys().stream()
                        .filter(each -> algorithm.equalsIgnoreCase(each.javaName()))
                        .findFirst();
        return type.orElseThrow(
                () ->
                        new KeyFormatException(
                                "the secret key '"
                                        + alias
                                        + "' in it is for "
                                        + algorithm
                                        + ", and there are no such keys here"));
    }
}
