package io.craton.hsm.clients;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.provider.CratonKeySpec;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.KeyGenerator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * What is there before a client comes: a token with one key and its certificate, and the files that
 * {@link TrialPlace} names.
 */
final class TrialToken {
    private static final char[] SO_PIN = "so-pin-12345".toCharArray();
    private static final String PIN = "user-pin-12345";
    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final String CONFIGURATION =
            """
            [token]
            storage_path = "store"
            [security]
            pbkdf2_iterations = 100000
            [audit]
            log_path = "audit.jsonl"
            """;

    private static final Purpose AUTHORITY =
            new Purpose(true, KeyUsage.keyCertSign | KeyUsage.cRLSign, false);

    /** Servers, clients, code and mail at localhost. */
    private static final Purpose PARTY =
            new Purpose(
                    false,
                    KeyUsage.digitalSignature
                            | KeyUsage.nonRepudiation
                            | KeyUsage.keyEncipherment
                            | KeyUsage.dataEncipherment,
                    false,
                    KeyPurposeId.id_kp_serverAuth,
                    KeyPurposeId.id_kp_clientAuth,
                    KeyPurposeId.id_kp_codeSigning,
                    KeyPurposeId.id_kp_emailProtection);

    private static final Purpose TIME_STAMPS =
            new Purpose(false, KeyUsage.digitalSignature, true, KeyPurposeId.id_kp_timeStamping);

    private final Path directory;
    private final KeyPair authorityKeys;
    private final X509Certificate authority;

    private TrialToken(Path directory) throws Exception {
        this.directory = directory;
        this.authorityKeys = software();
        this.authority = issue("Authority", authorityKeys.getPublic(), AUTHORITY);
    }

    /** Fills a directory. */
    static void make(Path directory, Client.KeyKind kind) throws Exception {
        TrialToken token = new TrialToken(directory);
        token.others();
        token.token(kind);
    }

    private static KeyPair software() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** The files of everybody but the token. */
    private void others() throws Exception {
        write("ca.pem", pem("CERTIFICATE", authority.getEncoded()));
        KeyStore trust = empty();
        trust.setCertificateEntry("ca", authority);
        store("trust.p12", trust);
        KeyPair keys = software();
        X509Certificate certificate = issue("localhost", keys.getPublic(), PARTY);
        KeyStore other = empty();
        Certificate[] chain = {certificate, authority};
        other.setKeyEntry("other", keys.getPrivate(), TrialPlace.PASSWORD.toCharArray(), chain);
        store("other.p12", other);
        write("other.pem", pem("CERTIFICATE", certificate.getEncoded()));
        write("other.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static KeyStore empty() throws Exception {
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        keyStore.load(null, null);
        return keyStore;
    }

    private void store(String name, KeyStore keyStore) throws Exception {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            keyStore.store(out, TrialPlace.PASSWORD.toCharArray());
        }
    }

    private void token(Client.KeyKind kind) throws Exception {
        Path configuration = write("craton_hsm.toml", CONFIGURATION);
        write("pin", PIN);
        write("token.ref", "craton-token: slot=0\n");
        // The directory of the module's state: that of this trial.
        System.setProperty("craton.hsm.home", directory.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.load(configuration))) {
            initialise(hsm.slot(0));
            try (CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
                key(provider, kind);
            }
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    private static void initialise(Slot slot) {
        slot.initToken(SO_PIN, "Trial");
        try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN);
            session.initPin(PIN.toCharArray());
            session.logout();
        }
    }

    private void key(CratonHsmProvider provider, Client.KeyKind kind) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, PIN.toCharArray());
        if (kind == Client.KeyKind.AES) {
            KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
            generator.init(CratonKeySpec.builder().label(UsedToken.ALIAS).keySize(256).build());
            generator.generateKey();
            return;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm(), provider);
        generator.initialize(spec(kind));
        KeyPair pair = generator.generateKeyPair();
        Files.write(directory.resolve("public.der"), pair.getPublic().getEncoded());
        if (kind.hasCertificate()) {
            certificates(keyStore, pair, kind);
        }
    }

    private static CratonKeySpec spec(Client.KeyKind kind) {
        CratonKeySpec.Builder builder = CratonKeySpec.builder().label(UsedToken.ALIAS);
        return switch (kind) {
            case EC -> builder.params(new ECGenParameterSpec("secp256r1")).build();
            case AGREEMENT ->
                    builder.params(new ECGenParameterSpec("secp256r1")).deriving().build();
            case SECP256K1 -> builder.params(new ECGenParameterSpec("secp256k1")).build();
            default -> builder.keySize(2048).build();
        };
    }

    private void certificates(KeyStore keyStore, KeyPair pair, Client.KeyKind kind)
            throws Exception {
        Purpose purpose = kind == Client.KeyKind.TIME_STAMPS ? TIME_STAMPS : PARTY;
        X509Certificate leaf = issue("localhost", pair.getPublic(), purpose);
        Certificate[] chain = {leaf, authority};
        keyStore.setKeyEntry(UsedToken.ALIAS, pair.getPrivate(), null, chain);
        write("leaf.pem", pem("CERTIFICATE", leaf.getEncoded()));
        X509Certificate renewed = issue("localhost", pair.getPublic(), purpose);
        write("renewed.pem", pem("CERTIFICATE", renewed.getEncoded()));
        write(
                "chain.pem",
                pem("CERTIFICATE", leaf.getEncoded()) + pem("CERTIFICATE", authority.getEncoded()));
    }

    private X509Certificate issue(String subject, PublicKey key, Purpose purpose) throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=Authority"),
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofDays(10))),
                        new X500Principal("CN=" + subject),
                        key);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(authorityKeys.getPublic()));
        purpose.addTo(builder);
        ContentSigner signer =
                new JcaContentSignerBuilder("SHA256withRSA").build(authorityKeys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** What a certificate is for. */
    private record Purpose(boolean authority, int usage, boolean alone, KeyPurposeId... extended) {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (authority) {
                return;
            }
            ExtendedKeyUsage purposes = new ExtendedKeyUsage(extended);
            builder.addExtension(Extension.extendedKeyUsage, alone, purposes);
            GeneralName[] names = {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.rfc822Name, "someone@localhost")
            };
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
    }

    private static String pem(String type, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
