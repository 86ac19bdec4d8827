package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.key.KeyKind;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of key that the tables have, at the doors of the command line: it is made by its name
 * and called by it, and does there what it is for.
 */
class KeyKindsTest {
    private static final byte[] TEXT = "to be or not to be\n".getBytes(StandardCharsets.UTF_8);
    private static final BouncyCastleProvider OTHER = new BouncyCastleProvider();

    /** The ciphers that no command has, for they are none for files. */
    private static final Set<KeyType> NOT_FOR_FILES =
            Set.of(
                    // Sectors of disks, each of a fixed length.
                    KeyType.CKK_AES_XTS,
                    // Old data of other programs; nothing new is encrypted with it.
                    KeyType.CKK_DES2,
                    KeyType.CKK_DES3);

    @TempDir static Path directory;

    private static Cli cli;
    private static String document;

    @BeforeAll
    static void token() throws IOException {
        cli = Cli.in(directory, "[algorithms]\nallow_des3 = true\n").initialise("Test Token");
        document = Files.write(cli.path("document"), TEXT).toString();
    }

    static Stream<KeyKind> kinds() {
        return all().filter(kind -> !isSlow(kind));
    }

    static Stream<KeyKind> slowKinds() {
        return all().filter(KeyKindsTest::isSlow);
    }

    /** The small forms of SLH-DSA, of which one signature takes seconds. */
    private static boolean isSlow(KeyKind kind) {
        return kind.type() == KeyType.CKK_SLH_DSA && kind.name().endsWith("s");
    }

    private static Stream<KeyKind> all() {
        return Stream.of(
                        Stream.of(KeyKind.ofSize(KeyType.CKK_RSA, 2048)),
                        Stream.of(Curve.values()).map(KeyKind::of),
                        Stream.of(ParameterSet.values()).map(KeyKind::of),
                        KeyType.secretKeys().stream().flatMap(KeyKindsTest::secret))
                .flatMap(each -> each);
    }

    private static Stream<KeyKind> secret(KeyType type) {
        return type.lengths().isEmpty()
                ? Stream.of(KeyKind.ofSize(type, 512))
                : type.lengths().stream().map(bytes -> KeyKind.ofSize(type, 8 * bytes));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void key_isCalledByTheNameThatMadeIt_andDoesWhatItIsFor(KeyKind kind) throws Exception {
        String label = kind.name().replace(':', '-');
        cli.asUser(
                        "key",
                        "generate",
                        "--type",
                        kind.name().toUpperCase(Locale.ROOT),
                        "--label",
                        label)
                .done();

        JsonNode parts = cli.asUser("key", "info", "--label", label, "--json").done().json();
        assertThat(parts).hasSize(kind.pair() ? 2 : 1);
        for (JsonNode part : parts) {
            assertThat(part.get("key_type").asText()).isEqualTo(kind.name());
        }
        if (kind.uses().contains(KeyUse.SIGN)) {
            signs(kind, label);
        }
        if (kind.uses().contains(KeyUse.ENCRYPT)) {
            encrypts(kind, label);
        }
        if (kind.uses().contains(KeyUse.DERIVE) || kind.uses().contains(KeyUse.ENCAPSULATE)) {
            derives(kind, label);
        }
    }

    @Tag("campaign")
    @ParameterizedTest
    @MethodSource("slowKinds")
    void slowKey_isCalledByTheNameThatMadeIt_andDoesWhatItIsFor(KeyKind kind) throws Exception {
        key_isCalledByTheNameThatMadeIt_andDoesWhatItIsFor(kind);
    }

    private static void signs(KeyKind kind, String label) throws Exception {
        Path signature = cli.path(label + ".sig");
        cli.asUser("sign", "--key", label, "--input", document, "--output", signature.toString())
                .done();

        cli.asUser(
                        "verify",
                        "--key",
                        label,
                        "--input",
                        document,
                        "--signature",
                        signature.toString())
                .done();
        if (kind.pair()) {
            assertThat(anotherEngineVerifies(kind, label, Files.readAllBytes(signature))).isTrue();
        }
    }

    private static boolean anotherEngineVerifies(KeyKind kind, String label, byte[] signature)
            throws Exception {
        String pem = cli.asUser("key", "export-public", "--label", label).done().text();
        byte[] info = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        String oid = SubjectPublicKeyInfo.getInstance(info).getAlgorithm().getAlgorithm().getId();
        PublicKey key =
                KeyFactory.getInstance(oid, OTHER).generatePublic(new X509EncodedKeySpec(info));
        Signature verifier =
                Signature.getInstance(SignatureAlgorithm.usual(kind.name()).name(), OTHER);
        verifier.initVerify(key);
        verifier.update(TEXT);
        return verifier.verify(signature);
    }

    private static void encrypts(KeyKind kind, String label) {
        String sealed = cli.path(label + ".sealed").toString();
        Path opened = cli.path(label + ".opened");
        String[] encrypt = {"encrypt", "--key", label, "--input", document, "--output", sealed};
        if (NOT_FOR_FILES.contains(kind.type())) {
            assertThat(cli.asUser(encrypt).exits(ExitCode.FAILED).err())
                    .contains("does not encrypt files");
            return;
        }
        cli.asUser(encrypt).done();

        cli.asUser("decrypt", "--key", label, "--input", sealed, "--output", opened.toString())
                .done();

        assertThat(opened).hasBinaryContent(TEXT);
    }

    /** No command derives: such keys are for programs. */
    private static void derives(KeyKind kind, String label) throws Exception {
        HsmConfig config = HsmConfig.builder().baseDirectory(directory).build();
        try (Hsm hsm = Hsm.open(config);
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            ObjectHandle own =
                    find(
                            session,
                            kind.pair() ? ObjectClass.CKO_PRIVATE_KEY : ObjectClass.CKO_SECRET_KEY,
                            label);
            switch (kind.type()) {
                case CKK_ML_KEM -> {
                    ObjectHandle peer = find(session, ObjectClass.CKO_PUBLIC_KEY, label);
                    Mechanism mechanism = Mechanism.of(MechanismType.CKM_ML_KEM);
                    Encapsulation sent = session.encapsulateKey(mechanism, peer, readable());
                    ObjectHandle reached =
                            session.decapsulateKey(mechanism, own, readable(), sent.ciphertext());
                    assertThat(value(session, reached)).isEqualTo(value(session, sent.key()));
                }
                case CKK_HKDF -> assertThat(derived(session, own, hkdf())).hasSize(32);
                default -> {
                    ObjectHandle peer = find(session, ObjectClass.CKO_PUBLIC_KEY, label);
                    byte[] point = session.getAttribute(peer, AttributeType.CKA_EC_POINT);
                    Mechanism mechanism =
                            Mechanism.of(
                                    MechanismType.CKM_ECDH1_DERIVE,
                                    new Ecdh1Derive(Kdf.CKD_NULL, null, point));
                    assertThat(derived(session, own, mechanism)).hasSize(32);
                }
            }
        }
    }

    private static Mechanism hkdf() {
        MechanismType hash = Digest.SHA_256.mechanism(DigestUse.DIGEST).orElseThrow();
        return Mechanism.of(
                MechanismType.CKM_HKDF_DERIVE,
                new Hkdf(
                        true, true, hash, SaltType.CKF_HKDF_SALT_NULL, null, null, new byte[] {1}));
    }

    private static byte[] derived(Session session, ObjectHandle key, Mechanism mechanism) {
        return value(session, session.deriveKey(mechanism, key, readable()));
    }

    private static byte[] value(Session session, ObjectHandle key) {
        return session.getAttribute(key, AttributeType.CKA_VALUE);
    }

    private static Template readable() {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .set(AttributeType.CKA_VALUE_LEN, 32L)
                .set(AttributeType.CKA_SENSITIVE, false)
                .set(AttributeType.CKA_EXTRACTABLE, true)
                .build();
    }

    private static ObjectHandle find(Session session, ObjectClass objectClass, String label) {
        return session.findObjects(Template.builder().objectClass(objectClass).label(label).build())
                .get(0);
    }
}
