package io.craton.hsm.daemon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.daemon.tls.TestPki.Issued;
import io.craton.hsm.daemon.tls.TestPki.Wish;
import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The change of the certificate as docs/tls.md has it, with the commands that stand there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RotationDrillTest {
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir Path directory;

    @Test
    @Tag("S0-23")
    @Tag("S0-24")
    @Tag("S0-25")
    @Tag("S2-24")
    void certificate_isChangedStepByStep_withoutADroppedConnection() throws Exception {
        OpenSsl.run(directory, "version");
        TlsPlace place = TlsPlace.with(directory);
        String page = section(Files.readString(Repository.file("docs/tls.md")));
        List<String> commands = commands(page);
        assertThat(commands).hasSize(2);
        try (NetworkTls tls = place.open();
                TlsServer server = new TlsServer(tls);
                TlsClient before = connect(place, server)) {
            stage(place);
            String said = shell(commands.get(0));
            List<String> sums = said.lines().filter(line -> line.endsWith("  -")).toList();
            assertThat(sums).hasSize(2);
            assertThat(sums.get(0)).isEqualTo(sums.get(1));
            betweenTheRenames(tls, place);

            shell(commands.get(1));
            assertThat(directory.resolve("reloaded")).exists();
            tls.reload(place.settings());
            assertThat(before.ask()).contains("CN=client");
            assertThat(before.server().getSubjectX500Principal().getName()).isEqualTo("CN=server");
            try (TlsClient after = connect(place, server)) {
                assertThat(after.server()).isEqualTo(newCertificate(place));
                assertThat(after.ask()).contains("CN=client");
            }
            revokedClient_isRefused(place, tls, server);
        }
    }

    /** Key and certificate do not belong together then: the old ones stay. */
    private void betweenTheRenames(NetworkTls tls, TlsPlace place) throws IOException {
        Path key = directory.resolve("server.key");
        byte[] old = Files.readAllBytes(key);
        Files.write(key, Files.readAllBytes(directory.resolve("server.key.new")));
        assertThatThrownBy(() -> tls.reload(place.settings()))
                .hasMessageContaining("server.key is the key of another certificate");
        Files.write(key, old);
    }

    private java.security.cert.X509Certificate newCertificate(TlsPlace place) {
        return X509Files.certificates(place.settings().servers().get(0).chain()).get(0);
    }

    private void stage(TlsPlace place) throws Exception {
        Wish wish = Wish.server("server").valid(Duration.ofHours(-1), Duration.ofDays(90));
        Issued issued = place.authority().issue(wish).writeTo(directory, "staged");
        Files.move(directory.resolve("staged.pem"), directory.resolve("server.pem.new"));
        Files.move(directory.resolve("staged.key"), directory.resolve("server.key.new"));
        assertThat(issued.chain()).hasSize(1);
        Path stub =
                Files.writeString(directory.resolve("systemctl"), "#!/bin/sh\ntouch reloaded\n");
        Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwx------"));
    }

    private void revokedClient_isRefused(TlsPlace place, NetworkTls tls, TlsServer server)
            throws Exception {
        try (TlsClient old = connect(place, server)) {
            assertThat(old.ask()).isNotNull();
            place.publish(place.authority().list(place.client().certificate()));
            tls.reload(place.settings());
            assertThat(old.ask()).isNull();
        }
        assertThatThrownBy(() -> connect(place, server).ask().length())
                .isInstanceOfAny(IOException.class, NullPointerException.class);
    }

    private static TlsClient connect(TlsPlace place, TlsServer server) throws Exception {
        return TlsClient.connect(place.authority(), place.client(), server.port());
    }

    private static String section(String page) {
        int begin = page.indexOf("## To change the certificate");
        return page.substring(begin, page.indexOf("\n## ", begin + 3));
    }

    private static List<String> commands(String section) {
        List<String> found = new ArrayList<>();
        Matcher matcher = COMMANDS.matcher(section);
        while (matcher.find()) {
            found.add(matcher.group(1).stripIndent());
        }
        return found;
    }

    private String shell(String commands) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-ec", commands)
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
        builder.environment().merge("PATH", directory.toString(), (old, own) -> own + ":" + old);
        Process shell = builder.start();
        shell.getOutputStream().close();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return said;
    }
}
