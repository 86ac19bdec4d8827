package io.craton.hsm.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.daemon.tls.TestPki.Issued;
import io.craton.hsm.daemon.tls.TestPki.Wish;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is read again while connections are open, and what is not taken. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkTlsTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path directory;
    private TlsPlace place;

    @BeforeEach
    void prepare() throws Exception {
        place = TlsPlace.with(directory);
    }

    @Test
    @Tag("S2-24")
    @Tag("S0-23")
    void newCertificate_isShownToNewConnections_andOpenOnesGoOn() throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient first = connect(server)) {
            Issued next = place.authority().issue(Wish.server("next")).writeTo(directory, "server");
            tls.reload(place.settings());
            assertThat(first.ask()).contains("CN=client");
            try (TlsClient second = connect(server)) {
                assertThat(second.server()).isEqualTo(next.certificate());
                assertThat(second.ask()).contains("CN=client");
            }
            assertThat(first.server()).isNotEqualTo(next.certificate());
        }
    }

    @Test
    @Tag("S2-25")
    void revocation_cutsOffOpenConnections_withTheNextLook() throws Exception {
        Issued other = place.authority().issue(Wish.client("other"));
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient revoked = connect(server);
                TlsClient stays = TlsClient.connect(place.authority(), other, server.port())) {
            assertThat(revoked.ask()).isNotNull();
            assertThat(stays.ask()).isNotNull();
            place.publish(place.authority().list(place.client().certificate()));
            tls.refreshLists();
            assertThat(revoked.ask()).isNull();
            assertThat(stays.ask()).contains("CN=other");
            Waiting.until(() -> !server.failures().isEmpty());
            assertThat(server.failures()).hasSize(1).first().asString().contains("it is revoked");
        }
    }

    /** Nobody has published a list in time: open connections end, too. */
    @Test
    @Tag("S2-22")
    void listThatRunsOut_cutsOffOpenConnections() throws Exception {
        Moving clock = new Moving();
        try (NetworkTls tls = NetworkTls.open(place.settings(), client -> true, clock);
                TlsServer server = new TlsServer(tls);
                TlsClient client = connect(server)) {
            assertThat(client.ask()).isNotNull();
            clock.move(DAY.plusSeconds(1));
            assertThat(client.ask()).isNull();
            Waiting.until(() -> !server.failures().isEmpty());
            assertThat(server.failures().get(0)).contains("no fresh revocation list");
        }
    }

    @Test
    void lists_areLookedAtByThemselves() throws Exception {
        TlsSettings plain = place.settings();
        TlsSettings often =
                new TlsSettings(
                        plain.servers(),
                        plain.clientAuthorities(),
                        plain.revocationLists(),
                        Duration.ZERO,
                        Duration.ofMillis(20),
                        plain.handshakeTimeout());
        try (NetworkTls tls = NetworkTls.open(often, client -> true, Clock.systemUTC())) {
            place.publish(place.authority().list(place.client().certificate()));
            Waiting.until(() -> tls.version() == 2);
        }
    }

    @Test
    void rubbishInPlaceOfAList_leavesTheOneThatThereIs() throws Exception {
        try (NetworkTls tls = place.open()) {
            for (byte[] rubbish : rubbish()) {
                place.publishBytes(rubbish);
                tls.refreshLists();
                assertThat(tls.version()).isEqualTo(1);
                assertThat(tls.accept(place.client().chain())).isNotNull();
                assertThatThrownBy(() -> place.open()).isInstanceOf(HsmException.class);
            }
        }
    }

    private static List<byte[]> rubbish() {
        byte[] huge = new byte[(1 << 25) + 1];
        huge[0] = 0x30;
        return List.of(
                new byte[0],
                "rubbish".getBytes(StandardCharsets.UTF_8),
                new byte[] {0x30, 0x03, 1, 2, 3},
                "-----BEGIN X509 CRL-----\n%%%\n-----END X509 CRL-----\n"
                        .getBytes(StandardCharsets.UTF_8),
                "-----BEGIN X509 CRL-----\nAAAA".getBytes(StandardCharsets.UTF_8),
                huge);
    }

    @Test
    void badMaterial_keepsTheOld_andSaysWhy() throws Exception {
        try (NetworkTls tls = place.open()) {
            Issued foreign = place.authority().issue(Wish.server("foreign"));
            foreign.writeTo(directory, "foreign");
            Files.copy(
                    directory.resolve("foreign.pem"),
                    directory.resolve("server.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            notTaken(tls, "server.key is the key of another certificate");
            Wish old = Wish.server("old").valid(DAY.multipliedBy(-9), DAY.negated());
            place.authority().issue(old).writeTo(directory, "server");
            notTaken(tls, "expired at");
            place.authority().issue(Wish.client("wrong")).writeTo(directory, "server");
            notTaken(tls, "is not for servers");
            Files.writeString(directory.resolve("server.pem"), "");
            notTaken(tls, "has no certificate");
            Files.delete(directory.resolve("server.pem"));
            notTaken(tls, "server.pem cannot be read");
            place.authority().issue(Wish.server("server")).writeTo(directory, "server");
            Files.copy(
                    directory.resolve("foreign.pem"),
                    directory.resolve("ca.pem"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            notTaken(tls, "not that of an authority: CN=foreign");
            assertThat(tls.version()).isEqualTo(1);
            assertThat(tls.accept(place.client().chain())).isNotNull();
        }
    }

    private void notTaken(NetworkTls tls, String why) {
        assertThatThrownBy(() -> tls.reload(place.settings()))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining(why);
    }

    @Test
    @Tag("S1-22")
    void keyThatOthersCanRead_isRefused_andOneThatTheGroupCanRead_isTaken() throws Exception {
        Path key = directory.resolve("server.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> place.open()).hasMessageContaining("run chmod 600 on it");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        place.open().close();
        Path authorities = directory.resolve("ca.pem");
        Files.setPosixFilePermissions(authorities, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> place.open()).hasMessageContaining("run chmod go-w on it");
    }

    @Test
    @Tag("S3-27")
    void chainInTheFile_isShown_ifItIsInOrder() throws Exception {
        TestPki below = place.authority().under("below");
        Issued issued = below.issue(Wish.server("server")).writeTo(directory, "server");
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient client = connect(server)) {
            assertThat(client.ask()).contains("CN=client");
        }
        List<X509Certificate> wrong =
                List.of(issued.certificate(), place.authority().certificate(), below.certificate());
        new Issued(wrong, issued.key()).writeTo(directory, "server");
        assertThatThrownBy(() -> place.open())
                .hasMessageContaining("certificate 2 that did not issue the one before it");
    }

    /** As certbot and Kubernetes make them (decision B45). */
    @Test
    void linksToFiles_areFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        for (String name : List.of("server.key", "server.pem")) {
            Files.move(directory.resolve(name), elsewhere.resolve(name));
            Files.createSymbolicLink(directory.resolve(name), elsewhere.resolve(name));
        }
        place.open().close();
    }

    @Test
    void keysInTheFormsOfOpenSsl_areRead() throws Exception {
        for (String form : List.of("EC", "RSA")) {
            boolean isEc = form.equals("EC");
            Issued issued =
                    place.authority()
                            .issue(Wish.server("server").with(isEc ? TestPki.ec() : TestPki.rsa()))
                            .writeTo(directory, "server");
            Path key = directory.resolve("server.key");
            OpenSsl.run(directory, olderForm(isEc));
            Files.writeString(key, Files.readString(directory.resolve("old.key")));
            assertThat(Files.readString(key)).contains("BEGIN " + form + " PRIVATE KEY");
            assertThat(place.open().expiry().certificate())
                    .isEqualTo(issued.certificate().getNotAfter().toInstant());
        }
    }

    private static String[] olderForm(boolean isEc) {
        String convert = isEc ? "ec" : "rsa -traditional";
        return (convert + " -in server.key -out old.key").split(" ");
    }

    @Test
    @Tag("S2-23")
    void twoCertificates_areChosenByWhatTheClientVerifies_thenTheNewest() throws Exception {
        Issued rsa =
                place.authority()
                        .issue(Wish.server("rsa").with(TestPki.rsa()))
                        .writeTo(directory, "rsa");
        Issued newer =
                place.authority()
                        .issue(Wish.server("newer").valid(Duration.ofHours(-1), DAY))
                        .writeTo(directory, "newer");
        place.authority()
                .issue(Wish.server("future").valid(Duration.ofHours(1), DAY))
                .writeTo(directory, "future");
        try (NetworkTls tls = place.open("server", "rsa", "newer", "future");
                TlsServer server = new TlsServer(tls)) {
            String onlyRsa = "ECDHE-RSA-AES256-GCM-SHA384";
            assertThat(shown(server, "-cipher", onlyRsa, "-tls1_2")).contains("CN = rsa");
            assertThat(
                            shown(
                                    server,
                                    "-tls1_3",
                                    "-sigalgs",
                                    "rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256"))
                    .contains("CN = rsa");
            assertThat(shown(server, "-tls1_3", "-sigalgs", "ecdsa_secp256r1_sha256"))
                    .contains("CN = newer");
            assertThat(rsa.certificate()).isNotEqualTo(newer.certificate());
        }
    }

    private String shown(TlsServer server, String... more) throws Exception {
        return OpenSsl.client(directory, place, server.port(), more);
    }

    @Test
    @Tag("S2-19")
    @Tag("S2-20")
    void suitesVersionsAndProtocols_areThoseOfTheList() throws Exception {
        place.authority().issue(Wish.server("rsa").with(TestPki.rsa())).writeTo(directory, "rsa");
        try (NetworkTls tls = place.open("server", "rsa");
                TlsServer server = new TlsServer(tls)) {
            assertThat(shown(server, "-tls1_3")).contains("New, TLSv1.3", "ALPN protocol: h2");
            for (String suite :
                    List.of(
                            "ECDHE-ECDSA-AES256-GCM-SHA384",
                            "ECDHE-RSA-AES128-GCM-SHA256",
                            "ECDHE-ECDSA-CHACHA20-POLY1305")) {
                assertThat(shown(server, "-tls1_2", "-cipher", suite))
                        .contains("New, TLSv1.2, Cipher is " + suite);
            }
            for (String suite :
                    List.of(
                            "ECDHE-ECDSA-AES128-SHA256",
                            "AES128-GCM-SHA256",
                            "ECDHE-RSA-AES256-SHA384",
                            "DHE-RSA-AES128-GCM-SHA256")) {
                assertThat(shown(server, "-tls1_2", "-cipher", suite + ":@SECLEVEL=0"))
                        .contains("handshake failure");
            }
            assertThat(shown(server, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
                    .containsAnyOf("protocol version", "no protocols available");
            assertThat(shown(server, "-alpn", "http/1.1")).contains("no application protocol");
        }
    }

    /** A session that is resumed shows no certificate: nobody may come in by one. */
    @Test
    void sessions_areNotResumed() throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls)) {
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                shown(server, version, "-sess_out", "session");
                if (Files.exists(directory.resolve("session"))) {
                    assertThat(shown(server, version, "-sess_in", "session"))
                            .contains("New, TLSv1")
                            .doesNotContain("Reused");
                    Files.delete(directory.resolve("session"));
                }
                String noTicket = shown(server, version, "-no_ticket", "-reconnect");
                assertThat(noTicket).contains("New, TLSv1").doesNotContain("Reused");
            }
        }
    }

    @Test
    @Tag("S3-26")
    @Tag("S2-35")
    void handshakesThatFail_areSaid_withTheAlert() throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls)) {
            TestPki other = TestPki.root("other");
            // Not each time: the client's end may be gone before the alert has been read.
            Waiting.until(() -> isRefusedBy(other, server) && isAlertSaid(server));
        }
    }

    private boolean isRefusedBy(TestPki other, TlsServer server) {
        assertThatThrownBy(() -> TlsClient.connect(other, place.client(), server.port()))
                .isInstanceOf(java.io.IOException.class);
        return true;
    }

    private static boolean isAlertSaid(TlsServer server) {
        return server.failures().stream()
                .anyMatch(said -> said.contains("alert: certificate_unknown"));
    }

    /** A time that a test moves on. */
    private static final class Moving extends Clock {
        private Duration ahead = Duration.ZERO;

        void move(Duration further) {
            ahead = ahead.plus(further);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private TlsClient connect(TlsServer server) throws Exception {
        return TlsClient.connect(place.authority(), place.client(), server.port());
    }
}
