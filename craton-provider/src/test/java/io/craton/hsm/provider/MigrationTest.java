package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One program, written against SunPKCS11 over SoftHSM, runs unchanged with the provider's name
 * replaced.
 */
class MigrationTest {
    // Debian's package softhsm2, or where the environment says.
    private static final List<String> LIBRARIES =
            List.of(
                    System.getenv().getOrDefault("SOFTHSM_LIBRARY", ""),
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/softhsm/libsofthsm.so");

    /**
     * What an application does with its HSM. It knows the provider and the key store type by name,
     * and the PIN.
     */
    private static List<String> application(String provider, String keyStoreType, char[] pin)
            throws Exception {
        List<String> done = new ArrayList<>();
        KeyStore keyStore = KeyStore.getInstance(keyStoreType, provider);
        keyStore.load(null, pin);

        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "app",
                        pair.getPublic(),
                        pair.getPrivate(),
                        "SHA256withECDSA",
                        Security.getProvider(provider));
        keyStore.setKeyEntry("app", pair.getPrivate(), null, new Certificate[] {certificate});
        keyStore.load(null, pin);
        PrivateKey stored = (PrivateKey) keyStore.getKey("app", null);
        done.add(
                "stored "
                        + keyStore.isKeyEntry("app")
                        + " chain "
                        + keyStore.getCertificateChain("app").length);

        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        signature.initSign(stored);
        signature.update("document".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] value = signature.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(certificate);
        verifier.update("document".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        done.add("signed " + verifier.verify(value));

        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", provider);
        rsa.initialize(2048);
        KeyPair rsaPair = rsa.generateKeyPair();
        Cipher encrypt = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        encrypt.init(Cipher.ENCRYPT_MODE, rsaPair.getPublic());
        byte[] encrypted = encrypt.doFinal(new byte[16]);
        Cipher decrypt = Cipher.getInstance("RSA/ECB/PKCS1Padding", provider);
        decrypt.init(Cipher.DECRYPT_MODE, rsaPair.getPrivate());
        done.add("decrypted " + Arrays.equals(decrypt.doFinal(encrypted), new byte[16]));

        KeyGenerator keys = KeyGenerator.getInstance("AES", provider);
        keys.init(256);
        SecretKey aes = keys.generateKey();
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", provider);
        gcm.init(Cipher.ENCRYPT_MODE, aes, new GCMParameterSpec(128, new byte[12]));
        gcm.updateAAD(new byte[4]);
        byte[] sealed = gcm.doFinal(new byte[20]);
        gcm.init(Cipher.DECRYPT_MODE, aes, new GCMParameterSpec(128, new byte[12]));
        gcm.updateAAD(new byte[4]);
        done.add("gcm " + Arrays.equals(gcm.doFinal(sealed), new byte[20]));
        Cipher cbc = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
        cbc.init(Cipher.ENCRYPT_MODE, aes, new IvParameterSpec(new byte[16]));
        byte[] padded = cbc.doFinal(new byte[20]);
        cbc.init(Cipher.DECRYPT_MODE, aes, new IvParameterSpec(new byte[16]));
        done.add("cbc " + Arrays.equals(cbc.doFinal(padded), new byte[20]));

        SecretKey imported =
                SecretKeyFactory.getInstance("AES", provider)
                        .generateSecret(new SecretKeySpec(new byte[16], "AES"));
        Cipher known = Cipher.getInstance("AES/CBC/NoPadding", provider);
        known.init(Cipher.ENCRYPT_MODE, imported, new IvParameterSpec(new byte[16]));
        done.add("known " + Arrays.hashCode(known.doFinal(new byte[16])));

        Mac mac = Mac.getInstance("HmacSHA256", provider);
        KeyGenerator macKeys = KeyGenerator.getInstance("HmacSHA256", provider);
        mac.init(macKeys.generateKey());
        done.add("mac " + mac.doFinal(new byte[10]).length);

        SecureRandom random = SecureRandom.getInstance(randomName(provider), provider);
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        done.add("random " + !Arrays.equals(bytes, new byte[16]));
        keyStore.deleteEntry("app");
        done.add("deleted " + !keyStore.containsAlias("app"));
        return done;
    }

    private static String randomName(String provider) {
        return Security.getProvider(provider).getServices().stream()
                .filter(service -> service.getType().equals("SecureRandom"))
                .map(Provider.Service::getAlgorithm)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> onCraton() throws Exception {
        try (TestToken token = TestToken.inMemory().install()) {
            return application("CratonHSM", "CratonHSM", TestToken.PIN);
        }
    }

    @Test
    void program_runsOnCraton() throws Exception {
        assertThat(onCraton())
                .contains(
                        "stored true chain 1",
                        "signed true",
                        "decrypted true",
                        "gcm true",
                        "cbc true",
                        "mac 32")
                .noneMatch(line -> line.contains("false"));
    }

    @Test
    void program_givesTheSameOnSoftHsmAndOnCraton(@TempDir Path directory) throws Exception {
        Path library =
                LIBRARIES.stream()
                        .filter(name -> !name.isEmpty())
                        .map(Path::of)
                        .filter(Files::exists)
                        .findFirst()
                        .orElse(null);
        Assumptions.assumeTrue(
                library != null && Security.getProvider("SunPKCS11") != null,
                "skipped: SoftHSM (Debian package softhsm2) is not on this machine");
        Path tokens = Files.createDirectory(directory.resolve("tokens"));
        Path configuration =
                Files.writeString(
                        directory.resolve("softhsm2.conf"),
                        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        run(
                configuration,
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "migration",
                "--pin",
                new String(TestToken.PIN),
                "--so-pin",
                new String(TestToken.SO_PIN),
                "--module",
                library.toString());
        // SoftHSM reads its environment once, so it gets a JVM of its own.
        String output =
                run(
                        configuration,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnSoftHsm.class.getName(),
                        library.toString());
        List<String> there =
                output.lines()
                        .filter(line -> line.startsWith("> "))
                        .map(line -> line.substring(2))
                        .toList();
        assertThat(there).as(output).isEqualTo(onCraton());
    }

    private static String run(Path configuration, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("SOFTHSM2_CONF", configuration.toString()));
        Path file = Files.createTempFile(configuration.getParent(), "out", ".txt");
        Process process = builder.redirectOutput(file.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String output = Files.readString(file);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** The same program on SunPKCS11. */
    static final class OnSoftHsm {
        public static void main(String[] arguments) throws Exception {
            Provider provider =
                    Security.getProvider("SunPKCS11")
                            .configure(
                                    "--name = migration\nlibrary = "
                                            + arguments[0]
                                            + "\nslotListIndex = 0\n"
                                            + "attributes(*,CKO_SECRET_KEY,*) = {\n  CKA_SENSITIVE = true\n}\n");
            Security.addProvider(provider);
            application(provider.getName(), "PKCS11", TestToken.PIN)
                    .forEach(line -> System.out.println("> " + line));
        }
    }
}
