package io.craton.hsm.daemon.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Where Prometheus reads the figures: {@code GET /metrics} over plain HTTP, by two threads of its
 * own. There is nothing else there, and nothing can be changed. It stops with {@link #close}.
 */
public final class MetricsDoor implements AutoCloseable {
    private static final int THREADS = 2;
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    static {
        // Who sends half a request would else keep a thread for ever. Read once by the server.
        limit("sun.net.httpserver.maxReqTime");
        limit("sun.net.httpserver.maxRspTime");
    }

    private final DaemonMetrics metrics;
    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsDoor(DaemonMetrics metrics, HttpServer server) {
        this.metrics = metrics;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, MetricsDoor::thread);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    private static void limit(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "10");
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "craton-hsm-metrics");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Serves at an address.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} if that cannot be bound
     */
    public static MetricsDoor open(InetSocketAddress address, DaemonMetrics metrics) {
        try {
            MetricsDoor door = new MetricsDoor(metrics, HttpServer.create(address, 0));
            door.server.start();
            return door;
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR,
                    "daemon.metrics_bind: figures cannot be shown at "
                            + address
                            + "; is another program there?",
                    e);
        }
    }

    /** Where it serves; the port is the one that was free if none was named. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                send(exchange, 404, "there is /metrics here\n".getBytes(StandardCharsets.UTF_8));
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "GET only\n".getBytes(StandardCharsets.UTF_8));
            } else {
                ByteArrayOutputStream figures = new ByteArrayOutputStream();
                metrics.write(figures);
                send(exchange, 200, figures.toByteArray());
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", TEXT);
        exchange.sendResponseHeaders(status, text.length);
        exchange.getResponseBody().write(text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
