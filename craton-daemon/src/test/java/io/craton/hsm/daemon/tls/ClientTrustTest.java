package io.craton.hsm.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.daemon.tls.TestPki.Issued;
import io.craton.hsm.daemon.tls.TestPki.Use;
import io.craton.hsm.daemon.tls.TestPki.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients come in, by real handshakes in both versions of TLS. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientTrustTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path directory;
    private TlsPlace place;

    @BeforeEach
    void prepare() throws Exception {
        place = TlsPlace.with(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Tag("S2-15")
    @Tag("S2-18")
    void clientOfTheAuthority_isServed_andNamed(String version) throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient client =
                        TlsClient.connect(
                                place.authority(), place.client(), server.port(), version)) {
            assertThat(client.ask()).matches("certificate [0-9a-f]{16} CN=client");
            assertThat(client.socket().getSession().getProtocol()).isEqualTo(version);
            assertThat(client.socket().getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    @Tag("S2-15")
    void clientWithoutCertificate_isRefused() throws Exception {
        refused(null, "");
    }

    @Test
    @Tag("S2-21")
    void certificateOfAnotherAuthorityOfTheSameName_isRefused() throws Exception {
        TestPki other = TestPki.root("authority");
        refused(other.issue(Wish.client("client")), "does not come from an authority");
    }

    @Test
    void certificateThatIsItsOwnAuthority_isRefused() throws Exception {
        TestPki other = TestPki.root("client");
        Issued own = other.issue(Wish.client("client"));
        refused(own, "does not come from an authority");
    }

    @Test
    void expiredCertificate_isRefused() throws Exception {
        Wish wish = Wish.client("client").valid(DAY.multipliedBy(-10), DAY.negated());
        refused(place.authority().issue(wish), "expired at");
    }

    @Test
    void certificateOfTheFuture_isRefused() throws Exception {
        Wish wish = Wish.client("client").valid(DAY, DAY.multipliedBy(10));
        refused(place.authority().issue(wish), "is valid from");
    }

    @Test
    void certificateForServersOnly_isRefused() throws Exception {
        refused(place.authority().issue(Wish.server("client")), "not for clients");
    }

    @Test
    void certificateOfAnAuthority_isNoClients() throws Exception {
        TestPki below = place.authority().under("below");
        refused(
                new Issued(below.issue(Wish.client("x")).chain().subList(1, 2), below.key()),
                "that of an authority");
    }

    @Test
    void certificateOfAnExpiredAuthority_isRefused() throws Exception {
        TestPki old = TestPki.root("old", DAY.negated());
        TestPki.writeAuthorities(directory.resolve("ca.pem"), place.authority(), old);
        place.publish(place.authority().list(), old.list());
        refused(old.issue(Wish.client("client")), "authority expired at");
    }

    /** Another name of a host in it means nothing: names of clients are for rights. */
    @Test
    void certificateWithAnotherName_isServed_andSaysSo() throws Exception {
        Issued issued = place.authority().issue(Wish.client("client").dns("elsewhere.example"));
        try (NetworkTls tls = place.open()) {
            ClientCertificate client = tls.accept(issued.chain()).client().orElseThrow();
            assertThat(client.names()).containsExactly("dns:elsewhere.example");
            assertThat(client.fingerprint()).hasSize(64);
        }
    }

    @Test
    void clientBelowAnIntermediate_needsListsOfBoth() throws Exception {
        TestPki below = place.authority().under("below");
        Issued client = below.issue(Wish.client("client"));
        refused(client, "no fresh revocation list");
        place.publish(place.authority().list(), below.list());
        served(client);
        place.publish(place.authority().list(below.certificate()), below.list());
        refused(client, "an issuer of it is revoked");
    }

    @Test
    @Tag("S2-25")
    void revokedCertificate_isRefused() throws Exception {
        place.publish(place.authority().list(place.client().certificate()));
        refused(place.client(), "it is revoked");
    }

    /** Decision B28: the JDK alone would take it for a quarter of an hour more. */
    @Test
    @Tag("S2-22")
    void listThatHasJustRunOut_refusesEverybody() throws Exception {
        place.publish(place.authority().list(DAY.negated(), Duration.ofSeconds(-2)));
        refused(place.client(), "no fresh revocation list");
    }

    @Test
    void listOfTheFuture_refusesEverybody() throws Exception {
        place.publish(place.authority().list(Duration.ofHours(1), DAY));
        refused(place.client(), "no fresh revocation list");
    }

    @Test
    void listOfAnotherAuthorityOfTheSameName_refusesEverybody() throws Exception {
        place.publish(TestPki.root("authority").list());
        refused(place.client(), "no fresh revocation list");
    }

    @Test
    void listInDer_isRead() throws Exception {
        place.publishBytes(place.authority().list().getEncoded());
        served(place.client());
        place.publishBytes(place.authority().list(place.client().certificate()).getEncoded());
        refused(place.client(), "it is revoked");
    }

    @Test
    void olderListThatIsStillFresh_doesNotHideTheNewer() throws Exception {
        place.publish(
                place.authority().list(Duration.ofHours(-3), DAY),
                place.authority().list(Duration.ofHours(-1), DAY, place.client().certificate()));
        refused(place.client(), "it is revoked");
    }

    @Test
    void listThatIsTooOldForTheConfiguration_refusesEverybody() throws Exception {
        place.publish(place.authority().list(Duration.ofHours(-3), DAY));
        TlsSettings plain = place.settings();
        TlsSettings strict =
                new TlsSettings(
                        plain.servers(),
                        plain.clientAuthorities(),
                        plain.revocationLists(),
                        Duration.ofHours(2),
                        plain.refresh(),
                        plain.handshakeTimeout());
        try (NetworkTls tls =
                NetworkTls.open(strict, client -> true, java.time.Clock.systemUTC())) {
            assertThatThrownBy(() -> tls.accept(place.client().chain()))
                    .hasMessageContaining("no fresh revocation list");
        }
    }

    @Test
    void certificateWithoutUses_isServed() throws Exception {
        Wish wish = new Wish("client", Use.NONE);
        served(place.authority().issue(wish));
    }

    @Test
    void clientWithoutRight_isRefusedInTheHandshake() throws Exception {
        try (NetworkTls tls =
                NetworkTls.open(place.settings(), client -> false, java.time.Clock.systemUTC())) {
            assertThatThrownBy(() -> tls.accept(place.client().chain()))
                    .hasMessageContaining("CN=client has no right");
        }
    }

    private void served(Issued client) throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient connected = TlsClient.connect(place.authority(), client, server.port())) {
            assertThat(connected.ask()).contains("CN=client");
        }
    }

    private void refused(Issued client, String why) throws Exception {
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls)) {
            refused(server, client, "TLSv1.2");
            refused(server, client, "TLSv1.3");
            assertThat(server.failures())
                    .hasSize(2)
                    .allSatisfy(said -> assertThat(said).contains(why));
        }
    }

    /** With 1.3 the client's handshake is over before the server has looked at the certificate. */
    private void refused(TlsServer server, Issued client, String version) {
        int before = server.failures().size();
        assertThatThrownBy(() -> ask(server, client, version)).isInstanceOf(IOException.class);
        Waiting.until(() -> server.failures().size() > before);
    }

    private void ask(TlsServer server, Issued client, String version) throws Exception {
        try (TlsClient connected =
                TlsClient.connect(place.authority(), client, server.port(), version)) {
            if (connected.ask() == null) {
                throw new IOException("the connection ended");
            }
        }
    }
}
