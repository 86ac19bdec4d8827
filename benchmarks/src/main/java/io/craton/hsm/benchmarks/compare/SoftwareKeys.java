package io.craton.hsm.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** Keys with certificates in a PKCS #12 file: each rival in a JVM has the same. */
final class SoftwareKeys {
    private static final String FILE = "keys.p12";
    private static final String AES = "aes";
    private static final String HMAC = "hmac";

    private final KeyStore store;

    private SoftwareKeys(KeyStore store) {
        this.store = store;
    }

    /** Makes the file; what the JDK's keytool cannot make is left out. */
    static void make(Path directory) throws IOException, InterruptedException {
        generate(directory, "rsa2048", "RSA", "-keysize", "2048");
        generate(directory, "rsa3072", "RSA", "-keysize", "3072");
        generate(directory, "rsa4096", "RSA", "-keysize", "4096");
        generate(directory, "p256", "EC", "-groupname", "secp256r1");
        generate(directory, "p384", "EC", "-groupname", "secp384r1");
        generate(directory, "ed25519", "Ed25519");
        if (Runtime.version().feature() >= 24) {
            generate(directory, "mldsa65", "ML-DSA-65");
        }
    }

    private static void generate(Path directory, String alias, String algorithm, String... size)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, "-genkeypair", "-alias", alias, "-keyalg", algorithm);
        Collections.addAll(command, size);
        Collections.addAll(command, "-dname", "CN=" + alias, "-validity", "30");
        Collections.addAll(command, "-storetype", "PKCS12", "-storepass", SoftHsm.PIN);
        Collections.addAll(command, "-keystore", directory.resolve(FILE).toString());
        Programs.run(Map.of(), command.toArray(String[]::new));
    }

    /** Copies the file. */
    static void copy(Path from, Path to) throws IOException {
        Files.copy(from.resolve(FILE), to.resolve(FILE));
    }

    /** Reads the file and makes secret keys beside it. */
    static SoftwareKeys read(Path directory) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(FILE))) {
            store.load(in, SoftHsm.PIN.toCharArray());
        }
        Key aes = new SecretKeySpec(new byte[32], "AES");
        store.setKeyEntry(AES, aes, SoftHsm.PIN.toCharArray(), null);
        Key hmac = new SecretKeySpec(new byte[32], "HmacSHA256");
        store.setKeyEntry(HMAC, hmac, SoftHsm.PIN.toCharArray(), null);
        return new SoftwareKeys(store);
    }

    /** The keys where they were made. */
    KeyStore store() {
        return store;
    }

    /** Puts them into a token, as far as it takes them. */
    void copyTo(KeyStore token) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            Key key = store.getKey(alias, SoftHsm.PIN.toCharArray());
            try {
                token.setKeyEntry(alias, key, null, store.getCertificateChain(alias));
            } catch (KeyStoreException e) {
                System.err.println("left out: " + alias + ": " + e);
            }
        }
    }
}
