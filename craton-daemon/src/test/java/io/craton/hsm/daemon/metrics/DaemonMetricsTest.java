package io.craton.hsm.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.testkit.Repository;
import io.craton.hsm.wire.WireFunction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The figures, as Prometheus gets them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonMetricsTest {
    private static final InetSocketAddress ANYWHERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Fixed sources = new Fixed();
    private final DaemonMetrics metrics = new DaemonMetrics(sources);

    @Test
    void calls_areCountedByFunctionAndCode() throws Exception {
        metrics.answered(WireFunction.GET_INFO, ReturnCode.CKR_OK, 2_000_000);
        metrics.answered(WireFunction.GET_INFO, ReturnCode.CKR_OK, 20_000_000_000L);
        metrics.answered(WireFunction.LOGIN, ReturnCode.CKR_PIN_INCORRECT, 1);
        metrics.answered(null, ReturnCode.CKR_GENERAL_ERROR, 1);
        assertThat(read())
                .contains("craton_hsm_calls_total{code=\"CKR_OK\",function=\"C_GetInfo\"} 2.0")
                .contains(
                        "craton_hsm_calls_total{code=\"CKR_GENERAL_ERROR\",function=\"none\"} 1.0")
                .contains("duration_seconds_bucket{function=\"C_GetInfo\",le=\"0.003\"} 1")
                .contains("duration_seconds_count{function=\"C_GetInfo\"} 2")
                .contains("craton_hsm_failed_logins_total 1.0");
    }

    @Test
    void stateOfTheModule_isAskedWhenFiguresAreRead() throws Exception {
        assertThat(read())
                .contains("craton_hsm_module_works 1.0")
                .contains("craton_hsm_applications 3.0")
                .contains("craton_hsm_waiting_clients 2.0")
                .contains("expiry_timestamp_seconds{material=\"certificate\"} 1.0E9")
                .doesNotContain("revocation_list");
        sources.works = false;
        assertThat(read()).contains("craton_hsm_module_works 0.0");
    }

    @Test
    void onlyMetrics_areServed_andOnlyToBeRead() throws Exception {
        try (MetricsDoor door = MetricsDoor.open(ANYWHERE, metrics)) {
            assertThat(get(door, "/").statusCode()).isEqualTo(404);
            assertThat(get(door, "/metrics/").statusCode()).isEqualTo(404);
            HttpRequest post =
                    HttpRequest.newBuilder(uri(door, "/metrics"))
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build();
            assertThat(send(post).statusCode()).isEqualTo(405);
            assertThat(get(door, "/metrics").headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        }
    }

    /** Who connects and says nothing takes no thread from who asks. */
    @Test
    void idleConnections_keepNobodyWaiting() throws Exception {
        try (MetricsDoor door = MetricsDoor.open(ANYWHERE, metrics);
                Socket one = new Socket(door.address().getAddress(), door.address().getPort());
                Socket two = new Socket(door.address().getAddress(), door.address().getPort());
                Socket three = new Socket(door.address().getAddress(), door.address().getPort())) {
            assertThat(one.isConnected() && two.isConnected() && three.isConnected()).isTrue();
            assertThat(get(door, "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void addressThatIsTaken_isSaid() {
        try (MetricsDoor door = MetricsDoor.open(ANYWHERE, metrics)) {
            InetSocketAddress taken = door.address();
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> MetricsDoor.open(taken, metrics).close())
                    .isInstanceOf(HsmException.class)
                    .hasMessageContaining("daemon.metrics_bind");
        }
    }

    @Test
    void calls_areEventsForFlightRecorder(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("calls.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.craton.hsm.Call");
            recording.start();
            metrics.answered(WireFunction.GET_INFO, ReturnCode.CKR_OK, 5_000);
            recording.stop();
            recording.dump(file);
        }
        RecordedEvent event =
                RecordingFile.readAllEvents(file).stream()
                        .filter(each -> each.getEventType().getName().equals("io.craton.hsm.Call"))
                        .findFirst()
                        .orElseThrow();
        assertThat(event.getString("function")).isEqualTo("C_GetInfo");
        assertThat(event.getString("code")).isEqualTo("CKR_OK");
        assertThat(event.getDuration("took").toNanos()).isEqualTo(5_000);
    }

    /** What the alerts and the dashboard ask for is there; a name that was changed fails here. */
    @Test
    void alertsAndDashboard_askForFiguresThatThereAre() throws Exception {
        metrics.answered(WireFunction.GET_INFO, ReturnCode.CKR_OK, 1);
        String figures = read();
        for (String file : new String[] {"craton-hsm.rules.yml", "grafana-dashboard.json"}) {
            String text = Files.readString(Repository.file("deploy/prometheus/" + file));
            TreeSet<String> asked =
                    Pattern.compile("craton_hsm_[a-z_]+")
                            .matcher(text)
                            .results()
                            .map(MatchResult::group)
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(asked).isNotEmpty().allSatisfy(name -> assertThat(figures).contains(name));
        }
    }

    private String read() throws Exception {
        try (MetricsDoor door = MetricsDoor.open(ANYWHERE, metrics)) {
            return get(door, "/metrics").body();
        }
    }

    private static HttpResponse<String> get(MetricsDoor door, String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(door, path)).build());
    }

    private static URI uri(MetricsDoor door, String path) {
        return URI.create("http://127.0.0.1:" + door.address().getPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Figures that do not change. */
    private static final class Fixed implements DaemonMetrics.Sources {
        private volatile boolean works = true;

        @Override
        public long applications() {
            return 3;
        }

        @Override
        public long sessions() {
            return 4;
        }

        @Override
        public long calls() {
            return 1;
        }

        @Override
        public long connections() {
            return 5;
        }

        @Override
        public long waitingClients() {
            return 2;
        }

        @Override
        public long auditLogBytes() {
            return 1000;
        }

        @Override
        public void requireWorking() {
            if (!works) {
                throw new HsmException(ReturnCode.CKR_GENERAL_ERROR, "a self-test failed");
            }
        }

        @Override
        public Optional<Instant> expiry(DaemonMetrics.Material material) {
            return material == DaemonMetrics.Material.CERTIFICATE
                    ? Optional.of(Instant.ofEpochSecond(1_000_000_000))
                    : Optional.empty();
        }
    }
}
