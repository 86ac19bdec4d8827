package io.craton.hsm.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.daemon.tls.TestPki.Wish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Material is read again and again while clients come and go: no call and no handshake fails. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsReloadTest {
    private static final int TIMES = 200;

    @TempDir Path directory;
    private TlsPlace place;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean over;

    @Test
    @Tag("S2-24")
    void twoHundredTimes_underLoad_nothingFails() throws Exception {
        place = TlsPlace.with(directory);
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));
        place.authority().issue(Wish.server("one")).writeTo(one, "server");
        place.authority().issue(Wish.server("two").with(TestPki.rsa())).writeTo(two, "server");
        try (NetworkTls tls = NetworkTls.open(settings("one"), client -> true, clock());
                TlsServer server = new TlsServer(tls)) {
            List<Thread> load = new ArrayList<>();
            load.add(start(() -> stay(server)));
            load.add(start(() -> stay(server)));
            load.add(start(() -> comeAndGo(server)));
            load.add(start(() -> comeAndGo(server)));
            for (int i = 0; i < TIMES; i++) {
                tls.reload(settings(i % 2 == 0 ? "two" : "one"));
                TimeUnit.MILLISECONDS.sleep(5);
            }
            over = true;
            for (Thread each : load) {
                each.join();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(asked.get()).isGreaterThan(TIMES);
        assertThat(connected.get()).isGreaterThan(10);
    }

    private static java.time.Clock clock() {
        return java.time.Clock.systemUTC();
    }

    private TlsSettings settings(String name) {
        return place.settings(name + "/server");
    }

    private Thread start(Work work) {
        Thread thread = new Thread(() -> run(work), "load");
        thread.start();
        return thread;
    }

    /** What a thread does. */
    private interface Work {
        void run() throws Exception;
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    private void stay(TlsServer server) throws Exception {
        try (TlsClient client = connect(server)) {
            while (!over) {
                ask(client);
            }
        }
    }

    private void comeAndGo(TlsServer server) throws Exception {
        while (!over) {
            try (TlsClient client = connect(server)) {
                ask(client);
                connected.incrementAndGet();
            }
        }
    }

    private void ask(TlsClient client) throws Exception {
        assertThat(client.ask()).contains("CN=client");
        asked.incrementAndGet();
    }

    private TlsClient connect(TlsServer server) throws Exception {
        return TlsClient.connect(place.authority(), place.client(), server.port());
    }
}
