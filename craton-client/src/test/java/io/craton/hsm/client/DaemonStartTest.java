package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that do not begin to serve say why, and end with the code that is written down. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonStartTest {
    @TempDir Path directory;

    @Test
    void secondDaemon_findsTheSocketInUse() throws Exception {
        try (DaemonProcess daemon = new DaemonProcess(directory)) {
            String file = directory.resolve("craton_hsm.toml").toString();
            assertEnds(4, "another process serves at the socket", "--config", file);
            assertThat(Files.exists(daemon.socket())).isTrue();
        }
    }

    /** Before the module is opened, which takes the store and tests itself. */
    @Test
    void socketThatCannotBeMade_isAFailure_andNothingIsOpened() throws Exception {
        String daemon = "[daemon]\nbind_unix = \"none/hsm.sock\"\n";
        assertEnds(1, "its directory has to be there", configured(daemon));
        assertThat(directory.resolve("store")).doesNotExist();
    }

    @Test
    void socketWithoutADirectory_isRefused() throws Exception {
        assertEnds(2, "there can be no socket at /", configured("[daemon]\nbind_unix = \"/\"\n"));
    }

    @Test
    void keyOfTls_alone_isRefused() throws Exception {
        String daemon = "[daemon]\ntls_cert = \"server.pem\"\n";
        assertEnds(2, "needs daemon.tls_cert and daemon.tls_key", configured(daemon));
    }

    @Test
    void networkWithoutProtection_isRefused_untilThatIsMeant() throws Exception {
        String daemon = "[daemon]\nbind_unix = \"s\"\nbind = \"127.0.0.1:0\"\n";
        assertEnds(2, "set daemon.allow_insecure to serve programs", configured(daemon));
        assertThat(directory.resolve("store")).doesNotExist();
    }

    @Test
    void networkWithoutProtection_isForThisHostAlone() throws Exception {
        String daemon = "[daemon]\nallow_insecure = true\nbind = \"%s\"\n";
        String loopback = "daemon.allow_insecure is for loopback addresses alone";
        assertEnds(2, loopback, configured(daemon.formatted("0.0.0.0:5696")));
        assertEnds(2, "daemon.bind = \"5696\"", configured(daemon.formatted("5696")));
    }

    @Test
    void otherArguments_areRefused() throws Exception {
        assertEnds(2, "Usage: ", "one", "two");
    }

    private String configured(String daemon) throws Exception {
        String token = "[token]\nstorage_path = \"store\"\n";
        String audit = "[audit]\nlog_path = \"audit.jsonl\"\n";
        Path file = directory.resolve("craton_hsm.toml");
        return Files.writeString(file, token + audit + daemon).toString();
    }

    private void assertEnds(int code, String words, String... arguments) throws Exception {
        Process process = DaemonProcess.run(directory, arguments);
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(new String(said, StandardCharsets.UTF_8)).contains(words);
        assertThat(process.waitFor()).isEqualTo(code);
    }
}
