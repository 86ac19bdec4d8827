package io.craton.hsm.daemon.metrics;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireFunction;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The figures of a daemon. Safe for use by several threads. */
public final class DaemonMetrics {
    /** What is asked for when figures are read: each costs little. */
    public interface Sources {
        /** Applications that there are. */
        long applications();

        /** Sessions that these have. */
        long sessions();

        /** Calls that are under way. */
        long calls();

        /** Connections that are open. */
        long connections();

        /** Clients whose logins are refused untried, after too many wrong PINs. */
        long waitingClients();

        /** The length of the audit log's file in bytes; 0 if there is none. */
        long auditLogBytes();

        /**
         * Looks whether the module works.
         *
         * @throws HsmException if it is in its error state: a self-test or its random numbers
         *     failed
         */
        void requireWorking();

        /** When TLS material ends, by what it is; empty if there is none. */
        Optional<Instant> expiry(Material material);
    }

    /** What of TLS can run out. */
    public enum Material {
        /** The daemon's certificate. */
        CERTIFICATE,
        /** An authority for clients. */
        AUTHORITY,
        /** A revocation list. */
        REVOCATION_LIST
    }

    private static final double[] SECONDS = {
        0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30
    };

    private static final PrometheusTextFormatWriter FORMAT = PrometheusTextFormatWriter.create();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter calls;
    private final Histogram durations;
    private final Counter failedLogins;
    private final Counter refusedConnections;
    private final Counter failedHandshakes;

    /** Figures of a daemon that has just begun. */
    public DaemonMetrics(Sources sources) {
        calls =
                Counter.builder()
                        .name("craton_hsm_calls_total")
                        .help("Calls that were answered, by function and return code")
                        .labelNames("function", "code")
                        .register(registry);
        durations =
                Histogram.builder()
                        .name("craton_hsm_call_duration_seconds")
                        .help("Time from a message to its answer, by function")
                        .unit(Unit.SECONDS)
                        .labelNames("function")
                        .classicOnly()
                        .classicUpperBounds(SECONDS)
                        .register(registry);
        failedLogins = counter("craton_hsm_failed_logins_total", "PINs that were wrong");
        refusedConnections =
                counter(
                        "craton_hsm_refused_connections_total",
                        "Connections that were refused: no rights, or too many");
        failedHandshakes =
                counter(
                        "craton_hsm_failed_handshakes_total",
                        "TLS handshakes that failed, and clients that were cut off");
        gauges(sources);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }

    private void gauges(Sources sources) {
        gauge("craton_hsm_applications", "Applications that there are", sources::applications);
        gauge("craton_hsm_sessions", "Sessions of all applications", sources::sessions);
        gauge("craton_hsm_calls_under_way", "Calls that are worked on", sources::calls);
        gauge("craton_hsm_connections", "Connections that are open", sources::connections);
        gauge(
                "craton_hsm_waiting_clients",
                "Clients that have to wait after too many wrong PINs",
                sources::waitingClients);
        gauge(
                "craton_hsm_audit_log_bytes",
                "Length of the audit log's file",
                sources::auditLogBytes);
        gauge(
                "craton_hsm_module_works",
                "1, or 0 after a failed self-test or failed random numbers",
                () -> works(sources) ? 1 : 0);
        GaugeWithCallback.builder()
                .name("craton_hsm_expiry_timestamp_seconds")
                .help("When TLS material ends, in seconds since 1970; of each kind the first")
                .labelNames("material")
                .callback(callback -> expiries(callback, sources))
                .register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static boolean works(Sources sources) {
        try {
            sources.requireWorking();
            return true;
        } catch (HsmException e) {
            return false;
        }
    }

    private static void expiries(GaugeWithCallback.Callback callback, Sources sources) {
        for (Material each : Material.values()) {
            Optional<Instant> end = sources.expiry(each);
            if (end.isPresent()) {
                callback.call((double) end.get().getEpochSecond(), name(each));
            }
        }
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * A call was answered.
     *
     * @param function which; null if the message named none that there is
     * @param code the outcome
     * @param nanos how long it took
     */
    public void answered(@Nullable WireFunction function, ReturnCode code, long nanos) {
        String name = function == null ? "none" : function.words();
        calls.labelValues(name, code.name()).inc();
        durations.labelValues(name).observe(Unit.nanosToSeconds(nanos));
        if (code == ReturnCode.CKR_PIN_INCORRECT) {
            failedLogins.inc();
        }
        CallEvents.answered(name, code, nanos);
    }

    /** A connection was refused. */
    public void refused() {
        refusedConnections.inc();
    }

    /** A handshake failed, or a client was cut off because its certificate is not accepted now. */
    public void handshakeFailed() {
        failedHandshakes.inc();
    }

    /** Writes the figures in Prometheus' text format 0.0.4. */
    public void write(OutputStream out) throws IOException {
        FORMAT.write(out, registry.scrape());
    }
}
