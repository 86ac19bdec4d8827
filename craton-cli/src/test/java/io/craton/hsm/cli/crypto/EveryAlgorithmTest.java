package io.craton.hsm.cli.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Approval;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Curve;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.key.Export;
import io.craton.hsm.cli.key.KeyKind;
import io.craton.hsm.cli.key.NewKey;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.TokenSigner;
import io.craton.hsm.cli.pki.X509;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.cli.signature.SignatureTable;
import io.craton.hsm.cli.signature.Signatures;
import io.craton.hsm.spi.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm of the command line's tables, with a key that it takes. */
class EveryAlgorithmTest {
    private static final byte[] TEXT = "to be or not to be".getBytes(StandardCharsets.US_ASCII);
    private static final char[] PIN = "user-pin-12345".toCharArray();
    private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();
    private static final Map<KeyKind, List<TokenObject>> KEYS = new HashMap<>();

    private static Hsm hsm;
    private static Session session;

    @BeforeAll
    static void token() {
        hsm =
                Hsm.open(
                        HsmConfig.builder()
                                .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                                .set(ConfigKey.AUDIT_ENABLED, false)
                                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                                .set(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true)
                                .build());
        hsm.slot(0).initToken(PIN, "algorithms");
        session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, PIN);
        session.initPin(PIN);
        session.logout();
        session.login(UserType.CKU_USER, PIN);
    }

    @AfterAll
    static void close() {
        KEYS.clear();
        hsm.close();
    }

    /** All but the small forms of SLH-DSA, of which one signature takes seconds. */
    static Stream<SignatureAlgorithm> signatures() {
        return SignatureTable.all().stream()
                .filter(
                        algorithm ->
                                Stream.of(ParameterSet.values())
                                        .filter(set -> set.standardName().endsWith("s"))
                                        .noneMatch(
                                                set ->
                                                        algorithm
                                                                .name()
                                                                .contains(set.standardName())));
    }

    /** The kinds of keys that an algorithm is tried with. */
    private static List<KeyKind> kinds(SignatureAlgorithm algorithm) {
        String kind = algorithm.keys().kind();
        return kind != null
                ? List.of(KeyKind.of(kind))
                : algorithm.keys().types().stream().flatMap(EveryAlgorithmTest::kinds).toList();
    }

    private static Stream<KeyKind> kinds(KeyType type) {
        return switch (type) {
            case CKK_RSA -> Stream.of(KeyKind.ofSize(type, 2048));
            case CKK_ML_DSA -> Stream.of(KeyKind.of(ParameterSet.CKP_ML_DSA_44));
            case CKK_SLH_DSA -> Stream.of(KeyKind.of(ParameterSet.CKP_SLH_DSA_SHA2_128F));
            default ->
                    type.kind().isSecret()
                            ? Stream.of(KeyKind.ofSize(type, 512))
                            : Curve.all(type).stream().map(KeyKind::of);
        };
    }

    /** The halves of a pair, the private one first, or the one secret key. */
    private static List<TokenObject> keys(KeyKind kind) {
        return KEYS.computeIfAbsent(kind, EveryAlgorithmTest::make);
    }

    private static List<TokenObject> make(KeyKind kind) {
        byte[] id = session.generateRandom(8);
        new NewKey(kind.name(), Bytes.of(id), Export.NEVER, kind.uses(), null, null, null)
                .generate(session, kind);
        return Stream.of(
                        ObjectClass.CKO_PRIVATE_KEY,
                        ObjectClass.CKO_SECRET_KEY,
                        ObjectClass.CKO_PUBLIC_KEY)
                .flatMap(each -> find(each, id).stream())
                .toList();
    }

    private static List<TokenObject> find(ObjectClass objectClass, byte[] id) {
        return TokenObject.find(
                session,
                Template.builder().objectClass(objectClass).set(AttributeType.CKA_ID, id).build());
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void signature_isVerifiedAndAChangeIsFound(SignatureAlgorithm algorithm) {
        for (KeyKind kind : kinds(algorithm)) {
            List<TokenObject> keys = keys(kind);
            TokenObject verifier = keys.get(keys.size() - 1);
            algorithm.check(kind.type(), keys.get(0).kind(), "key");
            // Without a hash function of its own an algorithm signs what is as long as a digest.
            byte[] data = algorithm.name().startsWith("NONE") ? new byte[32] : TEXT;
            byte[] written =
                    Signatures.written(
                            algorithm,
                            session.sign(algorithm.mechanism(), keys.get(0).handle(), data));

            byte[] read = Signatures.read(algorithm, verifier, written);

            session.verify(algorithm.mechanism(), verifier.handle(), data, read);
            data[0] ^= 1;
            assertThatThrownBy(
                            () ->
                                    session.verify(
                                            algorithm.mechanism(), verifier.handle(), data, read))
                    .as(kind.name())
                    .isInstanceOf(HsmException.class);
            data[0] ^= 1;
        }
    }

    static Stream<SignatureAlgorithm> inCertificates() {
        return signatures().filter(algorithm -> algorithm.oid() != null);
    }

    @ParameterizedTest
    @MethodSource("inCertificates")
    void certificate_isWhatAnotherEngineVerifies(SignatureAlgorithm algorithm) throws Exception {
        for (KeyKind kind : kinds(algorithm)) {
            List<TokenObject> keys = keys(kind);
            byte[] info =
                    session.getAttribute(keys.get(1).handle(), AttributeType.CKA_PUBLIC_KEY_INFO);
            byte[] der =
                    X509.selfSigned(
                            new TokenSigner(session, keys.get(0).handle(), algorithm),
                            info,
                            new X500Principal("CN=localhost"),
                            List.of("localhost"),
                            Instant.parse("2026-01-01T00:00:00Z"),
                            Instant.parse("2036-01-01T00:00:00Z"));

            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509", OTHER)
                                    .generateCertificate(new ByteArrayInputStream(der));

            certificate.verify(publicKey(info), OTHER);
        }
    }

    private static PublicKey publicKey(byte[] info) throws Exception {
        String oid = SubjectPublicKeyInfo.getInstance(info).getAlgorithm().getAlgorithm().getId();
        return KeyFactory.getInstance(oid, OTHER).generatePublic(new X509EncodedKeySpec(info));
    }

    static Stream<SignatureAlgorithm> legacy() {
        return SignatureTable.all().stream()
                .filter(
                        algorithm ->
                                algorithm
                                        .mechanism()
                                        .type()
                                        .digest()
                                        .filter(each -> each.approval() == Approval.LEGACY)
                                        .isPresent());
    }

    @ParameterizedTest
    @MethodSource("legacy")
    void certificate_withALegacyHashFunction_isRefused(SignatureAlgorithm algorithm) {
        ObjectHandle any = new ObjectHandle(1);
        assertThatThrownBy(() -> new TokenSigner(session, any, algorithm))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is not used in certificates here");
    }

    static Stream<CipherAlgorithm> ciphers() {
        return CipherAlgorithm.all().stream();
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void ciphertext_isUndone(CipherAlgorithm cipher) {
        KeyType type = cipher.keyType();
        int bits = type.lengths().isEmpty() ? 2048 : 8 * type.lengths().get(0);
        List<TokenObject> keys = keys(KeyKind.ofSize(type, bits));
        Mechanism mechanism = cipher.make().mechanism(new byte[cipher.ivLength()], new byte[0]);

        byte[] sealed = session.encrypt(mechanism, keys.get(keys.size() - 1).handle(), TEXT);

        assertThat(sealed).isNotEqualTo(TEXT);
        assertThat(session.decrypt(mechanism, keys.get(0).handle(), sealed)).isEqualTo(TEXT);
    }
}
