package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's keytool and jarsigner on a token, each in a process of its own. */
class KeytoolClient {
    private static final String PIN = new String(TestToken.PIN);

    @TempDir Path directory;

    private String keytool(int exit, DiskToken token, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of(
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "CratonHSM",
                        "-storepass",
                        PIN,
                        "-providername",
                        "CratonHSM",
                        "-addprovider",
                        "CratonHSM"));
        DiskToken.Result result = token.tool("keytool", all.toArray(String[]::new));
        assertThat(result.exit()).as(result.output()).isEqualTo(exit);
        return result.output();
    }

    /** A renewed reply of the authority, thirty times; the chain stays and nothing is left over. */
    @Tag("ecosystem")
    @Test
    void renewedReplies_keepTheChain() throws Exception {
        DiskToken token = new DiskToken(directory);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-keypass",
                PIN);
        Path own = directory.resolve("own.pem");
        keytool(0, token, "-exportcert", "-alias", "server", "-rfc", "-file", own.toString());
        PublicKey key;
        try (InputStream in = Files.newInputStream(own)) {
            key = CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
        }
        TestAuthority root = TestAuthority.root("root");
        TestAuthority middle = root.under("middle");
        Path reply = directory.resolve("reply.pem");
        for (int i = 0; i < 30; i++) {
            Files.writeString(
                    reply,
                    TestAuthority.pem(middle.issue("server-" + i, key))
                            + TestAuthority.pem(middle.certificate())
                            + TestAuthority.pem(root.certificate()));
            keytool(
                    0,
                    token,
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "server",
                    "-file",
                    reply.toString(),
                    "-keypass",
                    PIN);
        }
        String listing = keytool(0, token, "-list", "-v");
        assertThat(listing)
                .contains("Certificate chain length: 3", "CN=server-29")
                .doesNotContain("CN=server-28")
                .contains("contains 1 entry");
        token.use(
                hsm -> {
                    try (Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
                        session.login(UserType.CKU_USER, PIN.toCharArray());
                        assertThat(session.findObjects(of(ObjectClass.CKO_CERTIFICATE))).hasSize(3);
                        assertThat(session.findObjects(of(ObjectClass.CKO_PRIVATE_KEY))).hasSize(1);
                    }
                });
    }

    private static Template of(ObjectClass objectClass) {
        return Template.builder().objectClass(objectClass).build();
    }

    @Test
    void oneOfTwoKeysWithOneLabel_isRenewedWhereItIs() throws Exception {
        DiskToken token = new DiskToken(directory);
        for (String alias : List.of("one", "two")) {
            keytool(
                    0,
                    token,
                    "-genkeypair",
                    "-alias",
                    alias,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + alias,
                    "-keypass",
                    PIN);
        }
        List<String> aliases = new ArrayList<>();
        List<byte[]> publicKeys = new ArrayList<>();
        token.use(hsm -> nameAlike(hsm, aliases, publicKeys));
        PublicKey key =
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(publicKeys.get(0)));
        TestAuthority root = TestAuthority.root("root");
        Path reply = directory.resolve("reply.pem");
        Files.writeString(
                reply,
                TestAuthority.pem(root.issue("renewed", key))
                        + TestAuthority.pem(root.certificate()));
        keytool(
                0,
                token,
                "-importcert",
                "-noprompt",
                "-alias",
                aliases.get(0),
                "-file",
                reply.toString(),
                "-keypass",
                PIN);
        String listing = keytool(0, token, "-list", "-v");
        assertThat(listing)
                .contains("Alias name: " + aliases.get(0), "Alias name: " + aliases.get(1))
                .contains("CN=renewed", "Certificate chain length: 2", "contains 2 entries");
    }

    /** Gives all keys the label "dup", and tells their aliases and public keys. */
    private static void nameAlike(Hsm hsm, List<String> aliases, List<byte[]> publicKeys) {
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, TestToken.PIN);
            Template all = Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).build();
            for (ObjectHandle key : session.findObjects(all)) {
                session.setAttributes(key, Template.builder().label("dup").build());
                byte[] id = session.getAttribute(key, AttributeType.CKA_ID);
                aliases.add("dup#" + HexFormat.of().formatHex(id));
                publicKeys.add(session.getAttribute(key, AttributeType.CKA_PUBLIC_KEY_INFO));
            }
        }
    }

    @Test
    void wholeLifeOfAServerKey() throws Exception {
        DiskToken token = new DiskToken(directory);
        Path request = directory.resolve("server.csr");
        Path certificate = directory.resolve("server.pem");
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Test CA",
                "-ext",
                "bc:c",
                "-keypass",
                PIN);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-keypass",
                PIN);
        keytool(
                0,
                token,
                "-certreq",
                "-alias",
                "server",
                "-file",
                request.toString(),
                "-keypass",
                PIN);
        keytool(
                0,
                token,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-ext",
                "san=dns:localhost",
                "-rfc",
                "-keypass",
                PIN);
        keytool(
                0,
                token,
                "-importcert",
                "-alias",
                "server",
                "-file",
                certificate.toString(),
                "-noprompt",
                "-keypass",
                PIN);
        String list = keytool(0, token, "-list", "-v");
        assertThat(list)
                .contains("Your keystore contains 2 entries")
                .contains("Certificate chain length: 2");
        keytool(0, token, "-changealias", "-alias", "server", "-destalias", "web", "-keypass", PIN);
        assertThat(keytool(0, token, "-list")).contains("web, ").doesNotContain("server, ");
        keytool(0, token, "-delete", "-alias", "ca");
        assertThat(keytool(0, token, "-list")).contains("Your keystore contains 1 entry");
        // The audit log can tell a key that was generated in the token from one that was brought
        // in.
        String audit = Files.readString(directory.resolve("audit.jsonl"));
        assertThat(audit).contains("GenerateKeyPair");
    }

    @Test
    void edwardsKey() throws Exception {
        DiskToken token = new DiskToken(directory);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "ed",
                "-keyalg",
                "Ed25519",
                "-dname",
                "CN=ed",
                "-keypass",
                PIN);
        assertThat(keytool(0, token, "-list", "-v")).contains("Ed25519");
    }

    @Test
    void mlDsaKey_whereKeytoolKnowsIt() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Runtime.version().feature() >= 24,
                "skipped: keytool makes ML-DSA certificates from JDK 24 on");
        DiskToken token = new DiskToken(directory);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "pq",
                "-keyalg",
                "ML-DSA-65",
                "-dname",
                "CN=pq",
                "-keypass",
                PIN);
        keytool(0, token, "-certreq", "-alias", "pq", "-keypass", PIN);
        assertThat(keytool(0, token, "-list", "-v")).contains("ML-DSA-65");
    }

    @Test
    void storepasswd_isRefusedAndChangesNothing() throws Exception {
        DiskToken token = new DiskToken(directory);
        String output = keytool(1, token, "-storepasswd", "-new", "another-pin-1");
        assertThat(output).contains("craton-hsm pin change");
        keytool(0, token, "-list");
    }

    @Test
    void wrongPin_isAClearError() throws Exception {
        DiskToken token = new DiskToken(directory);
        DiskToken.Result result =
                token.tool(
                        "keytool",
                        "-list",
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "CratonHSM",
                        "-storepass",
                        "wrong-pin-1",
                        "-addprovider",
                        "CratonHSM");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("the PIN is wrong").doesNotContain("wrong-pin-1");
    }

    @Test
    void importkeystore_fromPkcs12() throws Exception {
        DiskToken token = new DiskToken(directory);
        Path pkcs12 = directory.resolve("keys.p12");
        DiskToken.Result made =
                token.tool(
                        "keytool",
                        "-genkeypair",
                        "-alias",
                        "soft",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=soft",
                        "-keystore",
                        pkcs12.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit");
        assertThat(made.exit()).as(made.output()).isZero();
        DiskToken.Result result =
                token.tool(
                        "keytool",
                        "-importkeystore",
                        "-srckeystore",
                        pkcs12.toString(),
                        "-srcstoretype",
                        "PKCS12",
                        "-srcstorepass",
                        "changeit",
                        "-destkeystore",
                        "NONE",
                        "-deststoretype",
                        "CratonHSM",
                        "-deststorepass",
                        PIN,
                        "-destprovidername",
                        "CratonHSM",
                        "-addprovider",
                        "CratonHSM",
                        "-srcalias",
                        "soft",
                        "-destkeypass",
                        PIN,
                        "-noprompt");
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(keytool(0, token, "-list")).contains("soft, ").contains("PrivateKeyEntry");
    }

    @Test
    void jarsigner_signsAndVerifies() throws Exception {
        DiskToken token = new DiskToken(directory);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "signer",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=signer",
                "-keypass",
                PIN);
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("file.txt"));
            out.write(new byte[100]);
        }
        DiskToken.Result signed =
                token.tool(
                        "jarsigner",
                        "-keystore",
                        "NONE",
                        "-storetype",
                        "CratonHSM",
                        "-storepass",
                        PIN,
                        "-providerName",
                        "CratonHSM",
                        "-addprovider",
                        "CratonHSM",
                        jar.toString(),
                        "signer");
        assertThat(signed.exit()).as(signed.output()).isZero();
        DiskToken.Result verified = token.tool("jarsigner", "-verify", jar.toString());
        assertThat(verified.output()).contains("jar verified");
    }

    @Test
    void systemProperties_theDefaultContextOfTheJdkFindsTheToken() throws Exception {
        DiskToken token = new DiskToken(directory);
        keytool(
                0,
                token,
                "-genkeypair",
                "-alias",
                "tls",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-keypass",
                PIN);
        Path security =
                Files.writeString(
                        directory.resolve("extra.security"),
                        "security.provider." + (count() + 1) + "=CratonHSM\n");
        // Static registration, in a JVM where nobody has called addProvider.
        DiskToken.Result result =
                token.java(
                        List.of(
                                "-Djava.security.properties=" + security,
                                "-Djavax.net.ssl.keyStore=NONE",
                                "-Djavax.net.ssl.keyStoreType=CratonHSM",
                                "-Djavax.net.ssl.keyStorePassword=" + PIN),
                        DefaultContext.class.getName());
        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("served from the default context");
    }

    private static int count() {
        return (int)
                java.util.Arrays.stream(java.security.Security.getProviders())
                        .filter(provider -> !provider.getName().startsWith("CratonHSM"))
                        .count();
    }

    /** The program of {@link #systemProperties_theDefaultContextOfTheJdkFindsTheToken}. */
    static final class DefaultContext {
        public static void main(String[] arguments) throws Exception {
            var server =
                    (javax.net.ssl.SSLServerSocket)
                            javax.net.ssl.SSLContext.getDefault()
                                    .getServerSocketFactory()
                                    .createServerSocket(
                                            0, 1, java.net.InetAddress.getLoopbackAddress());
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
            KeyStore keyStore = KeyStore.getInstance("CratonHSM");
            keyStore.load(null, null);
            var certificate = (java.security.cert.X509Certificate) keyStore.getCertificate("tls");
            var context = TlsParty.context(null, null, null, certificate);
            try (var socket =
                    context.getSocketFactory()
                            .createSocket(
                                    java.net.InetAddress.getLoopbackAddress(),
                                    server.getLocalPort())) {
                if (socket.getInputStream().read() == 42) {
                    System.out.println("served from the default context");
                }
            }
            thread.join();
            System.exit(0);
        }
    }
}
