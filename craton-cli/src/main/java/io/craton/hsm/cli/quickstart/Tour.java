package io.craton.hsm.cli.quickstart;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmInfo;
import io.craton.hsm.KeyType;
import io.craton.hsm.cli.key.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The tour itself: what an application does with the product, from an empty directory to a served
 * page.
 */
final class Tour {
    private static final String AES = "demo-aes";
    private static final KeyKind AES_KIND = KeyKind.ofSize(KeyType.CKK_AES, 256);
    private static final String OAEP = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    private static final int GCM_TAG_BITS = 128;
    private static final int REPEATS = 50;
    private static final byte[] SECRET =
            "forty-two bytes that only the token reads.".getBytes(StandardCharsets.US_ASCII);

    private final Steps steps;
    private final HsmConfig config;
    private final byte[] file;
    private final String fileName;
    private final Map<DemoKey, byte[]> signatures = new HashMap<>();
    private final Map<DemoKey, byte[]> publicKeys = new HashMap<>();
    private final Instant start = Instant.now();

    Tour(Steps steps, Path directory, byte[] file, String fileName) {
        this.steps = steps;
        this.config = HsmConfig.builder().baseDirectory(directory).build();
        this.file = file;
        this.fileName = fileName;
    }

    /** Runs all of it; the first step that fails ends it with its exception. */
    void run() throws Exception {
        int signaturesMade;
        try (DemoToken token = opened()) {
            administer(token);
            generate(token);
            sign(token);
            timeSignatures(token);
            encrypt(token);
            serve(token);
            signaturesMade = token.signaturesMade();
            steps.step(
                    "Close the module",
                    () -> {
                        token.release();
                        return "keys wiped, store released";
                    });
        }
        try (DemoToken token = opened()) {
            steps.step(
                    "Log in again and find the keys where they were left",
                    () -> {
                        token.login();
                        return token.keyStore().size() + " entries";
                    });
            signAgain(token);
            signaturesMade += token.signaturesMade();
        }
        AuditTrail trail = new AuditTrail(config.path(ConfigKey.AUDIT_LOG_PATH));
        steps.step("Verify the hash chain of the audit log", trail::verify);
        int signatures = signaturesMade;
        steps.step(
                "Find what was done here in the audit log",
                () -> trail.contains(start, DemoKey.ALL.size(), signatures));
    }

    private DemoToken opened() throws Exception {
        DemoToken[] opened = new DemoToken[1];
        steps.step(
                "Open the module: self-tests, random generator, store, audit log",
                () -> {
                    opened[0] = DemoToken.open(config);
                    return name(opened[0].hsm().info());
                });
        return opened[0];
    }

    private static String name(HsmInfo module) {
        return module.description() + " " + module.version();
    }

    private void administer(DemoToken token) throws Exception {
        steps.step(
                "Initialise the token and set the SO PIN",
                () -> {
                    token.initialise();
                    String label = "label '" + DemoToken.LABEL + "'";
                    return label + ", PIN of this demonstration: " + DemoToken.SO_PIN;
                });
        steps.step(
                "Set the user PIN as the security officer",
                () -> {
                    token.setUserPin();
                    return "PIN of this demonstration: " + DemoToken.USER_PIN;
                });
        steps.step(
                "Log in as the user through java.security.KeyStore",
                () -> {
                    token.login();
                    return token.provider().getName() + " " + token.provider().getVersionStr();
                });
    }

    private void generate(DemoToken token) throws Exception {
        for (DemoKey key : DemoKey.ALL) {
            steps.step(
                    "Generate " + key.kind().name(),
                    () -> {
                        generate(token, key);
                        return key.label() + "; Key.getEncoded() gives nothing";
                    });
        }
        steps.step(
                "Generate " + AES_KIND.name(),
                () -> {
                    token.generate(AES, AES_KIND);
                    return AES;
                });
    }

    private void generate(DemoToken token, DemoKey key) throws Exception {
        token.generate(key.label(), key.kind());
        publicKeys.put(key, token.publicKeyInfo(key.label()));
        Key reference = token.key(key.label());
        boolean inside = reference != null && reference.getEncoded() == null;
        require(inside, "the private key left the token");
    }

    private void sign(DemoToken token) throws Exception {
        for (DemoKey key : DemoKey.ALL) {
            steps.step(
                    "Sign " + fileName + " with " + key.signature(),
                    () -> {
                        byte[] signature = token.sign(key, file);
                        signatures.put(key, signature);
                        return signature.length + " bytes";
                    });
            steps.step(
                    "Verify it with another engine, " + key.signature(),
                    () -> verified(key, signature(key)));
        }
    }

    /** Has somebody else verify a signature, and refuse it for other data. */
    private String verified(DemoKey key, byte[] signature) throws GeneralSecurityException {
        IndependentEngine engine =
                IndependentEngine.of(key.keyAlgorithm(), key.signature(), publicKey(key));
        require(
                engine.verifies(file, signature),
                engine.name() + " says that the signature is wrong");
        byte[] changed = Arrays.copyOf(file, file.length + 1);
        require(
                !engine.verifies(changed, signature),
                engine.name() + " says that the signature fits other data, too");
        return "right for this file and wrong for a changed one, says " + engine.name();
    }

    /** The first signature pays for loading and compiling code; these show what one costs then. */
    private void timeSignatures(DemoToken token) throws Exception {
        steps.step(
                "Sign " + fileName + " " + REPEATS + " times with each key",
                () -> times(token) + " each");
    }

    private String times(DemoToken token) throws Exception {
        StringJoiner times = new StringJoiner(", ");
        for (DemoKey key : DemoKey.ALL) {
            times.add(time(token, key));
        }
        return times.toString();
    }

    private String time(DemoToken token, DemoKey key) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < REPEATS; i++) {
            token.sign(key, file);
        }
        double millis = (System.nanoTime() - begin) / 1_000_000.0 / REPEATS;
        return String.format(Locale.ROOT, "%s %.2f ms", key.signature(), millis);
    }

    private byte[] signature(DemoKey key) {
        return made(signatures.get(key), "signature", key);
    }

    private byte[] publicKey(DemoKey key) {
        return made(publicKeys.get(key), "public key", key);
    }

    private static byte[] made(byte @Nullable [] bytes, String what, DemoKey key) {
        if (bytes == null) {
            throw new IllegalStateException("there is no " + what + " of " + key.label());
        }
        return bytes;
    }

    private void encrypt(DemoToken token) throws Exception {
        steps.step(
                "Encrypt " + fileName + " with AES-256-GCM and decrypt it",
                () -> thereAndBack(token) + " bytes, nonce made by the token");
        steps.step(
                "Decrypt what the JDK has encrypted with RSA-OAEP",
                () -> {
                    decryptOaep(token);
                    return SECRET.length + " bytes";
                });
    }

    /** Answers how long the ciphertext was. */
    private int thereAndBack(DemoToken token) throws Exception {
        Key aes = token.key(AES);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        byte[] nonce = cipher.getIV();
        byte[] ciphertext = cipher.doFinal(file);
        cipher.init(Cipher.DECRYPT_MODE, aes, new GCMParameterSpec(GCM_TAG_BITS, nonce));
        boolean same = Arrays.equals(file, cipher.doFinal(ciphertext));
        require(same, "what was decrypted is not what was encrypted");
        return ciphertext.length;
    }

    private void decryptOaep(DemoToken token) throws Exception {
        DemoKey key = DemoKey.RSA;
        IndependentEngine jdk = IndependentEngine.of("RSA", key.signature(), publicKey(key));
        Cipher cipher = Cipher.getInstance(OAEP, token.provider());
        cipher.init(Cipher.DECRYPT_MODE, token.key(key.label()));
        byte[] plaintext = cipher.doFinal(jdk.encrypt(OAEP, SECRET));
        require(Arrays.equals(SECRET, plaintext), "the plaintext is another");
    }

    private void serve(DemoToken token) throws Exception {
        byte[][] certificate = new byte[1][];
        steps.step(
                "Make a certificate that the token signs",
                () -> {
                    certificate[0] = DemoCertificate.make(token, publicKey(DemoKey.EC));
                    return "CN=localhost, " + DemoKey.EC.signature();
                });
        steps.step(
                "Serve HTTPS with the private key in the token, and fetch a page",
                () -> fetch(token, certificate[0]));
    }

    private String fetch(DemoToken token, byte[] certificate) throws Exception {
        Provider provider = token.provider();
        Security.addProvider(provider);
        try {
            char[] pin = DemoToken.USER_PIN.toCharArray();
            String page = "Hello from " + fileName + "\n";
            return DemoServer.serveAndFetch(token.keyStore(), pin, certificate, page);
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private void signAgain(DemoToken token) throws Exception {
        for (DemoKey key : DemoKey.ALL) {
            steps.step(
                    "Sign again with the stored key, " + key.signature(),
                    () -> signAgain(token, key));
        }
    }

    private String signAgain(DemoToken token, DemoKey key) throws Exception {
        byte[] signature = token.sign(key, file);
        boolean same = Arrays.equals(signature, signatures.get(key));
        String other = same ? "a randomised signature came twice" : "another signature came out";
        require(same == key.deterministic(), other);
        String kind = same ? "the same bytes as before" : "another signature, as it is randomised";
        return kind + ", " + verified(key, signature);
    }

    private static void require(boolean condition, String otherwise)
            throws GeneralSecurityException {
        if (!condition) {
            throw new GeneralSecurityException(otherwise);
        }
    }
}
