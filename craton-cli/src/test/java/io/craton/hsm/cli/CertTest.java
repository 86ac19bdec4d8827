package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.cli.pki.TokenSigner;
import io.craton.hsm.cli.pki.X509;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import io.craton.hsm.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates are stored once, replaced when they are renewed, and named by something. */
class CertTest {
    /**
     * Made by OpenSSL 3.0 with {@code openssl ecparam -name prime256v1 -genkey -param_enc explicit}
     * and {@code openssl req -x509}.
     */
    private static final String CURVE_IN_NUMBERS =
            """
            -----BEGIN CERTIFICATE-----
            MIICcjCCAhegAwIBAgIUTVwKjA2Jnspev7tnuVhOM+c5O3YwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIZXhwbGljaXQwIBcNMjYxMTMwMTAyNDQ0WhgPMjEyNjExMDYx
            MDI0NDRaMBMxETAPBgNVBAMMCGV4cGxpY2l0MIIBSzCCAQMGByqGSM49AgEwgfcC
            AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
            MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
            vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
            axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W
            K84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
            YyVRAgEBA0IABNzYcYXsLLSfFS+rvm0z8ZGEwOVpJOcKFXGC84AVHF08BjqH+Nfe
            /780bahJWHMoZOMraZKwVk7ZumVhvS0VVAGjUzBRMB0GA1UdDgQWBBSxGPmSmhsZ
            fXoE1okOJ/OqBZZKozAfBgNVHSMEGDAWgBSxGPmSmhsZfXoE1okOJ/OqBZZKozAP
            BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQC9MprN+cHjYq95NQ35
            1Zpvs5Ypexmf8K3Wvmgq+/qolgIhAIze4H0WmEbI8X7SvvSpS/L2ZH3xeZM/l6MQ
            1VjhbAB0
            -----END CERTIFICATE-----
            """;

    @TempDir private Path directory;
    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.withToken(directory);
    }

    private void generate(String type, String label) {
        cli.asUser("key", "generate", "--type", type, "--label", label).done();
    }

    /** New certificates for a key of the token, signed by itself. */
    private List<String> certificates(String label, String algorithm, int count) {
        System.setProperty("craton.hsm.home", directory.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.load(directory.resolve("craton_hsm.toml")));
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            ObjectHandle key =
                    session.findObjects(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                            .label(label)
                                            .build())
                            .get(0);
            List<String> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] der =
                        X509.selfSigned(
                                new TokenSigner(session, key, SignatureAlgorithm.of(algorithm)),
                                session.getAttribute(key, AttributeType.CKA_PUBLIC_KEY_INFO),
                                new X500Principal("CN=" + label),
                                List.of(label),
                                Instant.now().minus(Duration.ofDays(1)),
                                Instant.now().plus(Duration.ofDays(90)));
                made.add(Pem.encode("CERTIFICATE", der));
            }
            return made;
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    private Cli.Result importing(String pem, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("chain.pem"), pem);
        List<String> args = new ArrayList<>(List.of("cert", "import", "--input", file.toString()));
        args.addAll(List.of(options));
        return cli.asUser(args.toArray(String[]::new));
    }

    private List<JsonNode> listed() {
        List<JsonNode> rows = new ArrayList<>();
        cli.asUser("--json", "cert", "list").done().json().forEach(rows::add);
        return rows;
    }

    private List<String> labels() {
        return listed().stream().map(row -> row.path("label").asText()).toList();
    }

    @Test
    void renewals_thirtyTimes_leaveNothingOver() throws IOException {
        generate("ec:p256", "ca");
        generate("ec:p256", "tls");
        String ca = certificates("ca", "SHA256withECDSA", 1).get(0);
        List<String> renewals = certificates("tls", "SHA256withECDSA", 30);
        for (String renewed : renewals) {
            importing(renewed + ca).done();
            String exported = cli.asUser("cert", "export", "--label", "tls").done().text();
            assertThat(exported).isEqualTo(renewed);
        }
        assertThat(labels()).containsExactly("", "tls");
    }

    private byte[] publicKey(String label) {
        byte[] pem = cli.asUser("key", "export-public", "--label", label).done().out();
        return Pem.decode(pem, label).get(0).der().copy();
    }

    @Test
    void aRenewedCertificateAlone_keepsTheAuthoritiesThatSignedIt() throws Exception {
        generate("ec:p256", "tls");
        byte[] key = publicKey("tls");
        TestIssuer root = TestIssuer.root("root");
        TestIssuer middle = root.under("middle");
        String authorities = middle.pem() + root.pem();
        importing(middle.issue("tls", key) + authorities).done();

        Cli.Result renewed = importing(middle.issue("tls", key)).done();
        assertThat(renewed.text()).contains("tls; its chain goes on as before: CN=middle, CN=root");
        assertThat(labels()).containsExactly("", "", "tls");

        JsonNode other = importing(TestIssuer.root("middle").issue("tls", key), "--json").json();
        assertThat(other.path("certificates").asInt()).isEqualTo(1);
        assertThat(other.path("certificates_before").asInt()).isEqualTo(3);
        assertThat(labels()).containsExactly("tls");
        importing(middle.issue("tls", key) + authorities).done();
        assertThat(importing(TestIssuer.root("other").issue("tls", key)).done().text())
                .contains("tls; its chain had 3 certificates and has 1 now");
    }

    @Test
    void aFileThatBeginsWithTheAuthority_isPutInOrder() throws Exception {
        generate("ec:p256", "tls");
        TestIssuer root = TestIssuer.root("root");
        TestIssuer middle = root.under("middle");
        String leaf = middle.issue("tls", publicKey("tls"));
        importing(root.pem() + middle.pem() + leaf).done();
        assertThat(labels()).containsExactly("", "", "tls");
        assertThat(cli.asUser("cert", "export", "--label", "tls").done().text()).isEqualTo(leaf);
        Cli.Result refused =
                importing(TestIssuer.root("stranger").pem() + leaf).exits(ExitCode.FAILED);
        assertThat(refused.err()).contains("no part of the chain of CN=tls").contains("stranger");
    }

    @Test
    void theAliasOfAnotherEntry_isNoLabelForACertificate() throws Exception {
        generate("ec:p256", "tls");
        generate("ec:p256", "web");
        String leaf = TestIssuer.root("root").issue("tls", publicKey("tls"));
        Cli.Result refused = importing(leaf, "--label", "web").exits(ExitCode.FAILED);
        assertThat(refused.err()).contains("another entry").contains("'web'").contains("--label");
        assertThat(labels()).isEmpty();
    }

    @Test
    void keep_givesTheOldOneTheDay() throws IOException {
        generate("ec:p256", "tls");
        List<String> renewals = certificates("tls", "SHA256withECDSA", 3);
        importing(renewals.get(0)).done();
        String day = "tls@" + LocalDate.now(ZoneOffset.UTC);
        Cli.Result kept = importing(renewals.get(1), "--keep").done();
        assertThat(kept.text()).contains("the one before is tls@");
        importing(renewals.get(2), "--keep").done();
        assertThat(labels()).containsExactly("tls", day, day + "-2");
        assertThat(cli.asUser("cert", "export", "--label", day).done().text())
                .isEqualTo(renewals.get(0));
        assertThat(cli.asUser("cert", "export", "--label", "tls").done().text())
                .isEqualTo(renewals.get(2));
    }

    @ParameterizedTest
    @CsvSource({"ml-dsa-65,ML-DSA-65", "ml-dsa-44,ML-DSA-44"})
    void keysThatThisJavaMayNotKnow_areFoundByTheirPublicKey(String type, String algorithm)
            throws IOException {
        generate(type, "pq");
        JsonNode stored =
                importing(certificates("pq", algorithm, 1).get(0), "--json").done().json();
        assertThat(stored.path("private_key").asText()).isEqualTo("pq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ml-kem-512", "ml-kem-768", "slh-dsa-sha2-128f", "ml-dsa-87"})
    void certificatesOfAnAuthority_forKeysThatThisJavaMayNotKnow(String type) throws Exception {
        generate(type, "pq");
        TestIssuer root = TestIssuer.root("root");
        importing(root.issue("pq", publicKey("pq")) + root.pem()).done();
        String renewed = root.issue("pq", publicKey("pq"));
        Cli.Result stored = importing(renewed).done();
        assertThat(stored.text()).contains("imported: pq; its chain goes on as before: CN=root");
        assertThat(cli.asUser("cert", "export", "--label", "pq").done().text()).isEqualTo(renewed);
        assertThat(labels()).containsExactly("", "pq");
    }

    @Test
    void everyCertificate_canBeNamed_andChainsKeepWhatTheyNeed() throws IOException {
        generate("ec:p256", "ca");
        generate("ec:p256", "tls");
        String ca = certificates("ca", "SHA256withECDSA", 1).get(0);
        importing(certificates("tls", "SHA256withECDSA", 1).get(0) + ca).done();
        String id = listed().get(0).path("unique_id").asText();
        assertThat(cli.asUser("cert", "export", "--unique-id", id).done().text()).isEqualTo(ca);
        cli.asUser("cert", "delete", "--unique-id", id, "--yes").done();
        assertThat(labels()).containsExactly("", "tls");
        cli.asUser("cert", "delete", "--label", "tls", "--yes").done();
        assertThat(labels()).isEmpty();
    }

    @Test
    void aCertificateWithoutKey_isReplacedByOneOfItsSubjectAlone() throws IOException {
        generate("ec:p256", "a");
        generate("ec:p256", "b");
        String a = certificates("a", "SHA256withECDSA", 1).get(0);
        List<String> b = certificates("b", "SHA256withECDSA", 2);
        cli.asUser("key", "delete", "--label", "a", "--yes").done();
        cli.asUser("key", "delete", "--label", "b", "--yes").done();
        importing(b.get(0), "--label", "root").done();
        importing(b.get(1), "--label", "root").done();
        assertThat(labels()).containsExactly("root");
        assertThat(importing(a, "--label", "root").exits(ExitCode.FAILED).err())
                .contains("another certificate with the label 'root'");
        assertThat(cli.asUser("cert", "export", "--label", "root").done().text())
                .isEqualTo(b.get(1));
    }

    @Test
    void aCurveThatJavaDoesNotKnow_isSaidSo() throws IOException {
        assertThat(importing(CURVE_IN_NUMBERS).exits(ExitCode.FAILED).err())
                .contains("a certificate with a curve that is written out in numbers");
        assertThat(importing("nothing").exits(ExitCode.FAILED).err()).contains("PEM or DER");
        assertThat(labels()).isEmpty();
    }
}
