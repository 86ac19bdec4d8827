package io.craton.hsm.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A socket that somebody else may have made gets no byte, above all no PIN (decision B53). */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FalseSocketTest {
    @TempDir Path directory;

    @Test
    void directoryThatOthersCanWrite_getsNoByte() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path socket = directory.resolve("hsm.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            server.configureBlocking(false);
            assertThatThrownBy(() -> open("unix:" + socket))
                    .hasMessageContaining("others can write the directory");
            try (SocketChannel connected = server.accept()) {
                assertThat(connected == null || connected.read(ByteBuffer.allocate(1)) < 0)
                        .isTrue();
            }
        }
    }

    @Test
    void otherPrograms_areNoDaemon() throws Exception {
        Path socket = directory.resolve("hsm.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread other = new Thread(() -> answer(server));
            other.start();
            assertThatThrownBy(() -> open("unix:" + socket))
                    .hasMessageContaining("not a daemon of this protocol");
            other.join();
        }
    }

    private static void answer(ServerSocketChannel server) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(100));
            client.write(ByteBuffer.wrap("220 hello there, this is mail".getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobody_isADaemonThatIsGone() {
        RemoteModuleTest.assertCode(
                ReturnCode.CKR_DEVICE_REMOVED, () -> open("unix:" + directory.resolve("none")));
    }

    @Test
    void otherTargets_areRefused() {
        RemoteModuleTest.assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> open("host:1234"));
    }

    /** Root, as whom this test can give directories away, is trusted as the program there. */
    @Test
    void userOfTheConfiguration_isTrustedLikeTheOwnOne() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        try (DaemonProcess daemon = new DaemonProcess(directory)) {
            UserPrincipal nobody =
                    directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody");
            Files.setOwner(directory, nobody);
            HsmConfig.Builder config =
                    HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, "unix:" + daemon.socket());

            assertThatThrownBy(() -> Hsm.open(config.build()))
                    .hasMessageContaining("belongs to the user nobody")
                    .hasMessageContaining("client.peer_user");
            config.set(ConfigKey.CLIENT_PEER_USER, "daemon");
            assertThatThrownBy(() -> Hsm.open(config.build()))
                    .hasMessageContaining("belongs to the user nobody");
            config.set(ConfigKey.CLIENT_PEER_USER, "nobody");
            Hsm.open(config.build()).close();
        }
    }

    private static void open(String target) {
        Hsm.open(HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, target).build()).close();
    }
}
