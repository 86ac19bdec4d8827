package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.daemon.tls.TestPki;
import io.craton.hsm.daemon.tls.TestPki.Issued;
import io.craton.hsm.daemon.tls.TestPki.Wish;
import io.craton.hsm.grpc.GrpcFunction;
import io.craton.hsm.grpc.GrpcMethods;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The door on the network with TLS: gRPC's own client, with certificates of every kind. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrpcTlsTest {
    private static final Pattern PLACE = Pattern.compile("with TLS at 127\\.0\\.0\\.1:([0-9]+)");

    @TempDir Path directory;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Daemon daemon = new Daemon(new Supervisor(Map.of()));
    private TestPki authority;
    private Issued client;
    private int port;

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        authority = TestPki.root("authority");
        client = authority.issue(Wish.client("client"));
        authority.issue(Wish.server("server")).writeTo(directory, "server");
        TestPki.writeAuthorities(directory.resolve("ca.pem"), authority);
        TestPki.writeList(list(), authority.list());
    }

    private Path list() {
        return directory.resolve("list.pem");
    }

    private HsmConfig.Builder config() {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .auditLogPath(directory.resolve("audit.jsonl"))
                .baseDirectory(directory)
                .set(ConfigKey.DAEMON_BIND_UNIX, "s")
                .set(ConfigKey.DAEMON_BIND, "127.0.0.1:0")
                .set(ConfigKey.DAEMON_TLS_CERT, List.of("server.pem"))
                .set(ConfigKey.DAEMON_TLS_KEY, List.of("server.key"))
                .set(ConfigKey.DAEMON_TLS_CLIENT_CA, "ca.pem")
                .set(ConfigKey.DAEMON_TLS_CLIENT_CRL, List.of("list.pem"));
    }

    private void open(HsmConfig config) {
        var place = PLACE.matcher(daemon.open(config));
        assertThat(place.find()).isTrue();
        port = Integer.parseInt(place.group(1));
    }

    private ManagedChannel connect(Issued own) throws Exception {
        SslContextBuilder builder =
                GrpcSslContexts.forClient().trustManager(authority.certificate());
        if (own != null) {
            builder.keyManager(own.key(), own.chain().toArray(new X509Certificate[0]));
        }
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .overrideAuthority("localhost")
                        .sslContext(builder.build())
                        .build();
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        daemon.close();
    }

    @Test
    @Tag("S0-22")
    @Tag("S1-4")
    @Tag("S2-15")
    @Tag("S3-28")
    void clientWithACertificate_isServed_andTheLogNamesIt() throws Exception {
        open(config().build());
        info(connect(client));
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("CN=client")
                .contains("tls 127.0.0.1");
    }

    @Test
    void clientsWithoutAGoodCertificate_areNot_andAreCounted() throws Exception {
        open(config().set(ConfigKey.DAEMON_METRICS_BIND, "127.0.0.1:0").build());
        refused(null);
        refused(TestPki.root("authority").issue(Wish.client("client")));
        refused(authority.issue(Wish.server("server")));
        info(connect(client));
    }

    private void refused(Issued own) throws Exception {
        ManagedChannel channel = connect(own);
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> info(channel));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    @Tag("S2-16")
    void rows_giveRights_andWhoIsInNoneIsRefusedInTheHandshake() throws Exception {
        Map<String, String> row =
                Map.of("dn", "CN=client", "issuer", "CN=authority", "rights", "read");
        open(config().set(ConfigKey.DAEMON_CLIENT, List.of(row)).build());
        ManagedChannel channel = connect(client);
        info(channel);
        assertThat(failure(channel, "GenerateRandom").getStatus().getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        refused(authority.issue(Wish.client("other")));
    }

    /** The row of a client that is connected is taken away. */
    @Test
    void rowThatIsGone_countsWithTheNextCall() throws Exception {
        Map<String, String> row =
                Map.of("dn", "CN=client", "issuer", "CN=authority", "rights", "use");
        open(config().set(ConfigKey.DAEMON_CLIENT, List.of(row)).build());
        ManagedChannel channel = connect(client);
        info(channel);
        daemon.reload(config().set(ConfigKey.DAEMON_CLIENT, List.of()).build());
        assertThat(failure(channel, "GetInfo").getStatus().getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    @Tag("S2-25")
    void revokedClient_isCutOffOnItsOpenConnection() throws Exception {
        open(config().build());
        ManagedChannel channel = connect(client);
        info(channel);
        TestPki.writeList(list(), authority.list(client.certificate()));
        daemon.reload(config().build());
        StatusRuntimeException refusal = failure(channel, "GetInfo");
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal.getMessage()).contains("it is revoked");
        refused(client);
    }

    @Test
    @Tag("S2-24")
    void materialIsReadAgain_twoHundredTimes_withoutAFailedCall() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        authority.issue(Wish.server("server")).writeTo(other, "server");
        HsmConfig one = config().build();
        HsmConfig two =
                config().set(ConfigKey.DAEMON_TLS_CERT, List.of("other/server.pem"))
                        .set(ConfigKey.DAEMON_TLS_KEY, List.of("other/server.key"))
                        .build();
        open(one);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        Thread load = new Thread(() -> load(failures, calls), "load");
        load.start();
        for (int i = 0; i < 200; i++) {
            daemon.reload(i % 2 == 0 ? two : one);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        load.interrupt();
        load.join();
        assertThat(failures).isEmpty();
        assertThat(calls.get()).isGreaterThan(200);
    }

    private void load(List<Throwable> failures, AtomicInteger calls) {
        try {
            ManagedChannel channel = connect(client);
            while (!Thread.currentThread().isInterrupted()) {
                info(channel);
                calls.incrementAndGet();
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.CANCELLED) {
                failures.add(e);
            }
        } catch (Exception e) {
            failures.add(e);
        }
    }

    /** Who connects and says nothing is not waited for. */
    @Test
    void handshakeThatDoesNotGoOn_endsInTime() throws Exception {
        open(config().set(ConfigKey.DAEMON_TLS_HANDSHAKE_TIMEOUT_SECS, 1).build());
        try (Socket silent = new Socket("127.0.0.1", port)) {
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void materialThatCannotBeUsed_startsNothing_andChangesNothing() throws Exception {
        Path certificate = directory.resolve("server.pem");
        byte[] good = Files.readAllBytes(certificate);
        Files.writeString(certificate, "rubbish");
        assertThatThrownBy(() -> daemon.open(config().build()))
                .hasMessageContaining("server.pem has no certificate");
        assertThat(directory.resolve("s")).doesNotExist();
        Files.write(certificate, good);
        open(config().build());
        Files.writeString(certificate, "rubbish");
        assertThatThrownBy(() -> daemon.reload(config().build()))
                .hasMessageContaining("server.pem has no certificate");
        info(connect(client));
    }

    @Test
    void networkWithoutTls_isNotServed() {
        HsmConfig bare =
                HsmConfig.builder()
                        .baseDirectory(directory)
                        .set(ConfigKey.DAEMON_BIND, "127.0.0.1:0")
                        .build();
        assertThatThrownBy(() -> DaemonConfig.network(bare))
                .hasMessageContaining("set daemon.allow_insecure to serve");
    }

    @Test
    void clientsThatNeedNoCertificate_areAnybody() throws Exception {
        open(
                config().unset(ConfigKey.DAEMON_TLS_CLIENT_CA)
                        .unset(ConfigKey.DAEMON_TLS_CLIENT_CRL)
                        .set(ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS, true)
                        .build());
        info(connect(null));
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("\"client\":\"anybody\"");
    }

    /** The end of the certificate and of the list are among the figures. */
    @Test
    void endsOfTheMaterial_areFigures() throws Exception {
        DaemonService served = new DaemonService(io.craton.hsm.Hsm.open(config().build()));
        try (served;
                ByteArrayOutputStream figures = new ByteArrayOutputStream()) {
            served.openTls(config().build());
            served.metrics().write(figures);
            assertThat(figures.toString(StandardCharsets.UTF_8))
                    .contains("{material=\"certificate\"}")
                    .contains("{material=\"authority\"}")
                    .contains("{material=\"revocation_list\"}");
        } finally {
            served.module().close();
        }
    }

    private static void info(ManagedChannel channel) {
        call(channel, "GetInfo");
    }

    private static StatusRuntimeException failure(ManagedChannel channel, String name) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> call(channel, name));
    }

    private static void call(ManagedChannel channel, String name) {
        GrpcFunction function = GrpcFunction.of(name).orElseThrow();
        ClientCalls.blockingUnaryCall(
                channel, GrpcMethods.of(function), CallOptions.DEFAULT, new byte[0]);
    }
}
