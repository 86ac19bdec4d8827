package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.MechanismType;
import io.craton.hsm.daemon.tls.ClientCertificate;
import io.craton.hsm.wire.Right;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** Who may do what on the network (decision B52). */
class CertificateRightsTest {
    private static final String FINGERPRINT = "ab".repeat(32);
    private static final ClientCertificate WEB =
            new ClientCertificate(
                    FINGERPRINT,
                    new X500Principal("CN=web, O=Example"),
                    new X500Principal("CN=Clients"),
                    List.of("dns:web.example", "uri:spiffe://example/web"));

    @Test
    void withoutRows_everybodyUses_andNobodyAdministers() {
        assertThat(rights(HsmConfig.defaults())).contains(Right.USE);
    }

    @Test
    void rowsOfUsers_areForNoCertificate() {
        assertThat(rights(List.of(Map.of("user", "web", "rights", "admin")))).isEmpty();
        HsmConfig nobody = HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of()).build();
        assertThat(CertificateRights.of(nobody).of(WEB)).isEmpty();
    }

    @Test
    void fingerprints_areReadAsOpenSslPrintsThem() {
        String printed = ("AB:".repeat(32)).substring(0, 95);
        assertThat(rights(List.of(Map.of("fingerprint", printed, "rights", "read"))))
                .contains(Right.READ);
        HsmConfig listed = listed(printed);
        assertThat(rights(listed)).contains(Right.USE);
        assertThat(CertificateRights.of(listed("cd".repeat(32))).of(WEB)).isEmpty();
    }

    private static HsmConfig listed(String fingerprint) {
        return HsmConfig.builder()
                .set(ConfigKey.DAEMON_TLS_CLIENT_FINGERPRINTS, List.of(fingerprint))
                .build();
    }

    @Test
    void names_countWithTheirIssuerOnly_howeverTheyAreWritten() {
        assertThat(rights(List.of(dn("cn=WEB,o=example", "cn=clients")))).contains(Right.ADMIN);
        assertThat(rights(List.of(dn("CN=web,O=Example", "CN=Others")))).isEmpty();
        assertThat(rights(List.of(dn("CN=web", "CN=Clients")))).isEmpty();
        assertThat(rights(List.of(san("dns:web.example", "CN=Clients", "use"))))
                .contains(Right.USE);
        assertThat(rights(List.of(san("dns:web.example", "CN=Others", "use")))).isEmpty();
        assertThat(rights(List.of(san("dns:Web.example.org", "CN=Clients", "use")))).isEmpty();
    }

    private static Map<String, String> dn(String name, String issuer) {
        return Map.of("dn", name, "issuer", issuer, "rights", "admin");
    }

    private static Map<String, String> san(String name, String issuer, String right) {
        return Map.of("san", name, "issuer", issuer, "rights", right);
    }

    @Test
    void narrowerName_goesFirst_andOfSeveralTheLeastRight() {
        Map<String, String> byFingerprint = Map.of("fingerprint", FINGERPRINT, "rights", "read");
        Map<String, String> bySubject = dn("CN=web,O=Example", "CN=Clients");
        assertThat(rights(List.of(bySubject, byFingerprint))).contains(Right.READ);
        Map<String, String> uri = san("uri:spiffe://example/web", "CN=Clients", "use");
        assertThat(rights(List.of(bySubject, uri))).contains(Right.USE);
        assertThat(rights(List.of(uri, san("dns:web.example", "CN=Clients", "read"))))
                .contains(Right.READ);
    }

    @Test
    void rowsThatNameNobodyOrTwo_areRefused() {
        refused("one of user, fingerprint, san and dn", List.of(Map.of("rights", "use")));
        refused(
                "one of user, fingerprint, san and dn",
                List.of(Map.of("user", "web", "fingerprint", FINGERPRINT, "rights", "use")));
        refused("needs the issuer", List.of(Map.of("dn", "CN=web", "rights", "use")));
        refused("no distinguished name", List.of(dn("web", "CN=Clients")));
        refused(
                "no SHA-256 fingerprint",
                List.of(Map.of("fingerprint", "x".repeat(64), "rights", "use")));
        refused("has to begin with dns:", List.of(san("web.example", "CN=Clients", "use")));
        refused("two rows", List.of(dn("CN=web", "CN=Clients"), dn("cn=web", "cn=CLIENTS")));
        refused(
                "no issuer",
                List.of(Map.of("user", "web", "issuer", "CN=Clients", "rights", "use")));
    }

    private static void refused(String why, List<Map<String, String>> rows) {
        assertThatThrownBy(() -> rights(rows))
                .hasMessageContaining("CKR_ARGUMENTS_BAD: [[daemon.client]]")
                .hasMessageContaining(why);
    }

    private static Optional<Right> rights(List<Map<String, String>> rows) {
        HsmConfig config = HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, rows).build();
        return rights(config);
    }

    private static Optional<Right> rights(HsmConfig config) {
        return CertificateRights.of(config).of(WEB).map(Grant::right);
    }

    /** Two names of one certificate that have rows. */
    @Test
    void severalNames_giveWhatAllOfThemGive() {
        Map<String, Object> first =
                Map.of(
                        "san",
                        "dns:web.example",
                        "issuer",
                        "CN=Clients",
                        "rights",
                        "admin",
                        "slots",
                        List.of(0L, 1L),
                        "mechanisms",
                        List.of("CKM_AES_GCM"));
        Map<String, Object> second =
                Map.of(
                        "san",
                        "uri:spiffe://example/web",
                        "issuer",
                        "CN=Clients",
                        "rights",
                        "use",
                        "slots",
                        List.of(1L, 2L),
                        "calls_per_second",
                        7L);
        HsmConfig config =
                HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of(first, second)).build();
        Grant both = new Grant(Right.USE, Set.of(1L), Set.of(MechanismType.CKM_AES_GCM), 7);
        assertThat(CertificateRights.of(config).of(WEB)).contains(both);
    }
}
