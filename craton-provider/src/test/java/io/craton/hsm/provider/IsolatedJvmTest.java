package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes the list of providers of a whole JVM is tried in a JVM of its own. */
class IsolatedJvmTest {

    @ParameterizedTest
    @ValueSource(strings = {"positionOne", "withoutDefaults", "neverUsed"})
    void inAJvmOfItsOwn(String scenario, @TempDir Path directory) throws Exception {
        DiskToken token = new DiskToken(directory);
        DiskToken.Result result = token.java(List.of(), Scenarios.class.getName(), scenario);
        assertThat(result.output()).endsWith("done: " + scenario + "\n");
        assertThat(result.exit()).isZero();
        if (!scenario.equals("neverUsed")) {
            // Nobody closed the module; the end of the JVM did, and the audit log is complete.
            String log = java.nio.file.Files.readString(directory.resolve("audit.jsonl"));
            assertThat(log.strip().substring(log.strip().lastIndexOf('\n') + 1))
                    .contains("Finalize");
        }
    }

    @Test
    void onTheModulePath_theProviderIsAModule(@TempDir Path directory) throws Exception {
        DiskToken token = new DiskToken(directory);
        DiskToken.Result result =
                token.javaOnModulePath(
                        io.craton.application.ModulePathProgram.class.getName(),
                        new String(TestToken.PIN));
        assertThat(result.output())
                .contains("io.craton.hsm.provider true")
                .contains("io.craton.hsm.store true")
                .contains("io.craton.hsm.audit true")
                .contains("KEM " + (new CratonHsmProvider().getService("KEM", "ML-KEM") != null));
    }

    @Test
    @Tag("ecosystem")
    void inAJlinkImage_onTheClassPath(@TempDir Path directory) throws Exception {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        Assumptions.assumeTrue(java.nio.file.Files.exists(jlink), "skipped: this JDK has no jlink");
        DiskToken token = new DiskToken(directory);
        DiskToken.Result result =
                token.javaInImage(
                        "java.base,java.logging,java.naming,java.management,jdk.unsupported,jdk.crypto.ec",
                        Scenarios.class.getName(),
                        "withoutDefaults");
        assertThat(result.output()).endsWith("done: withoutDefaults\n");
    }

    /** No class of the library names one that opens a connection. */
    @Tag("S2-13")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "craton-api",
                "craton-config",
                "craton-engine",
                "craton-core",
                "craton-store",
                "craton-audit",
                "craton-provider"
            })
    void library_hasNoNetworkSurface(String module) throws Exception {
        Path place =
                java.util.Arrays.stream(
                                System.getProperty("java.class.path")
                                        .split(java.io.File.pathSeparator))
                        .map(Path::of)
                        .filter(
                                path ->
                                        path.toString().matches(".*/" + module + "/target/classes")
                                                || path.toString()
                                                        .matches(".*/" + module + "-[0-9][^/]*jar"))
                        .findFirst()
                        .orElseThrow();
        int seen = 0;
        try (var system =
                java.nio.file.Files.isDirectory(place)
                        ? null
                        : java.nio.file.FileSystems.newFileSystem(place)) {
            Path root = system == null ? place : system.getPath("/");
            try (var files = java.nio.file.Files.walk(root)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".class")).toList()) {
                    String text =
                            java.nio.file.Files.readString(
                                    file, java.nio.charset.StandardCharsets.ISO_8859_1);
                    assertThat(text)
                            .as(file.toString())
                            .doesNotContain("java/net/Socket", "java/net/ServerSocket")
                            .doesNotContain("java/net/DatagramSocket", "java/net/URLConnection")
                            .doesNotContain("SocketChannel", "java/net/http/", "java/rmi/");
                    seen++;
                }
            }
        }
        assertThat(seen).isPositive();
    }

    /** The programs. */
    static final class Scenarios {
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "positionOne" -> positionOne();
                case "withoutDefaults" -> withoutDefaults();
                default -> neverUsed();
            }
            System.out.println("done: " + arguments[0]);
        }

        /**
         * Everybody's random numbers, digests and key generators come here first; nothing recurses.
         */
        private static void positionOne() throws Exception {
            CratonHsmProvider provider = new CratonHsmProvider();
            Security.insertProviderAt(provider, 1);
            check(new SecureRandom().getProvider() == provider);
            byte[] bytes = new byte[16];
            new SecureRandom().nextBytes(bytes);
            check(!Arrays.equals(bytes, new byte[16]));
            UUID.randomUUID();
            java.nio.file.Files.delete(java.nio.file.Files.createTempFile("x", "y"));
            MessageDigest.getInstance("SHA-256").digest(bytes);
            // Nobody is logged in: software keys come from the providers behind.
            KeyPair software = KeyPairGenerator.getInstance("EC").generateKeyPair();
            sign(software);
            // The software keys of a PKCS#12 file stay software keys.
            KeyStore pkcs12 = KeyStore.getInstance("PKCS12");
            pkcs12.load(null, null);
            pkcs12.setKeyEntry(
                    "x",
                    software.getPrivate(),
                    "changeit".toCharArray(),
                    new java.security.cert.Certificate[] {
                        TestCertificates.selfSigned(
                                "x",
                                software.getPublic(),
                                software.getPrivate(),
                                "SHA256withECDSA",
                                null)
                    });
            check(pkcs12.getKey("x", "changeit".toCharArray()).getEncoded() != null);
            KeyStore keyStore = KeyStore.getInstance("CratonHSM");
            keyStore.load(null, TestToken.PIN);
            KeyPair own = KeyPairGenerator.getInstance("EC").generateKeyPair();
            check(own.getPrivate().getEncoded() == null);
            sign(own);
            sign(software);
            softwarePss();
            tls(keyStore, own);
        }

        /**
         * Parameters before the key make JCA take the first provider: a software key has to work
         * all the same.
         */
        private static void softwarePss() throws Exception {
            KeyPair software = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(
                    new java.security.spec.PSSParameterSpec(
                            "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
            signature.initSign(software.getPrivate());
            signature.update(new byte[10]);
            byte[] value = signature.sign();
            signature.initVerify(software.getPublic());
            signature.update(new byte[10]);
            check(signature.verify(value));
        }

        private static void tls(KeyStore keyStore, KeyPair own) throws Exception {
            var certificate =
                    TestCertificates.selfSigned(
                            "localhost",
                            own.getPublic(),
                            own.getPrivate(),
                            "SHA256withECDSA",
                            null);
            keyStore.setKeyEntry(
                    "tls",
                    own.getPrivate(),
                    null,
                    new java.security.cert.Certificate[] {certificate});
            var context = TlsParty.context(keyStore, "SunX509", TestToken.PIN, certificate);
            try (var server =
                    context.getServerSocketFactory()
                            .createServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
                Thread thread =
                        new Thread(
                                () -> {
                                    try (var socket = server.accept()) {
                                        socket.getOutputStream().write(42);
                                        socket.getOutputStream().flush();
                                        socket.getInputStream().read();
                                    } catch (java.io.IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                });
                thread.start();
                try (var socket =
                        context.getSocketFactory()
                                .createSocket(
                                        java.net.InetAddress.getLoopbackAddress(),
                                        server.getLocalPort())) {
                    check(socket.getInputStream().read() == 42);
                }
                thread.join();
            }
        }

        private static void sign(KeyPair pair) throws Exception {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(new byte[10]);
            byte[] value = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(new byte[10]);
            check(signature.verify(value));
        }

        /** Only what is named is needed of the JDK's providers; the order of the rest is ours. */
        private static void withoutDefaults() throws Exception {
            Security.addProvider(new CratonHsmProvider());
            for (var provider : Security.getProviders()) {
                if (!List.of("SUN", "SunRsaSign", "SunEC", "SunJCE", "CratonHSM")
                        .contains(provider.getName())) {
                    Security.removeProvider(provider.getName());
                }
            }
            KeyStore keyStore = KeyStore.getInstance("CratonHSM");
            keyStore.load(null, TestToken.PIN);
            for (String name : new String[] {"RSA", "EC", "Ed25519", "ML-DSA-65"}) {
                KeyPair pair = KeyPairGenerator.getInstance(name, "CratonHSM").generateKeyPair();
                String algorithm =
                        name.equals("RSA")
                                ? "SHA256withRSA"
                                : name.equals("EC")
                                        ? "SHA256withECDSA"
                                        : pair.getPrivate().getAlgorithm();
                Signature signature = Signature.getInstance(algorithm, "CratonHSM");
                signature.initSign(pair.getPrivate());
                signature.update(new byte[10]);
                byte[] value = signature.sign();
                signature.initVerify(pair.getPublic());
                signature.update(new byte[10]);
                check(signature.verify(value));
            }
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "CratonHSM");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    KeyGenerator.getInstance("AES", "CratonHSM").generateKey());
            cipher.doFinal(new byte[10]);
        }

        /** Adding the provider and asking for objects opens nothing. */
        private static void neverUsed() throws Exception {
            Path lock = Path.of(System.getProperty("craton.hsm.home"), "store");
            var before = java.nio.file.Files.getLastModifiedTime(lock);
            int threads = Thread.activeCount();
            Security.addProvider(new CratonHsmProvider());
            KeyStore.getInstance("CratonHSM");
            Signature.getInstance("SHA256withRSA", "CratonHSM");
            Cipher.getInstance("AES/GCM/NoPadding", "CratonHSM");
            SecureRandom.getInstance("CratonHSM");
            check(!((CratonHsmProvider) Security.getProvider("CratonHSM")).access().opened());
            check(Thread.activeCount() == threads);
            check(java.nio.file.Files.getLastModifiedTime(lock).equals(before));
        }

        private static void check(boolean condition) {
            if (!condition) {
                throw new IllegalStateException("not as it should be");
            }
        }
    }
}
