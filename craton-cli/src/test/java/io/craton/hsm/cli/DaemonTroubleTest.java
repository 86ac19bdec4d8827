package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say when the program at the socket is not the daemon that they need. */
class DaemonTroubleTest {
    private static final byte[] WELCOME = {'C', 'H', 'S', 'M', 1, 0, 0, 0, 0, 0, 16, 0};
    private static final byte[] OTHER_VERSION = {'C', 'H', 'S', 'M', 2, 1, 0, 0, 0, 0, 16, 0};

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void directory() throws IOException {
        cli = Cli.in(directory);
    }

    /** A program that sends this to whoever connects, and is gone. */
    private Result against(byte[] sent, String... command) throws Exception {
        Path path = cli.path("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread program = new Thread(() -> answer(server, sent), "other-daemon");
            program.start();
            String[] arguments = new String[command.length + 2];
            System.arraycopy(command, 0, arguments, 2, command.length);
            arguments[0] = "--connect";
            arguments[1] = "unix:" + path;
            Result result = cli.run(arguments);
            program.join();
            return result;
        }
    }

    private static void answer(ServerSocketChannel server, byte[] sent) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(8));
            client.write(ByteBuffer.wrap(sent));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void daemonOfAnotherVersion_saysWhatToInstall() throws Exception {
        Result refused = against(OTHER_VERSION, "token", "info").exits(ExitCode.FAILED);

        assertThat(refused.err())
                .contains("the daemon does not serve this client", "of the same release")
                .hasLineCount(1);
    }

    @Test
    void programThatSpeaksOtherwise_isOneSentence() throws Exception {
        Result refused = against("HTTP/1.1 400 ".getBytes(), "token", "info");

        assertThat(refused.exits(ExitCode.FAILED).err()).contains("CKR_DEVICE").hasLineCount(1);
    }

    @Test
    void daemonThatDies_isOneSentence_alsoInJson() throws Exception {
        Result gone = against(WELCOME, "--json", "token", "info").exits(ExitCode.FAILED);

        assertThat(gone.err()).contains("CKR_DEVICE_REMOVED", "does not answer; start it");
        assertThat(gone.json().get("error").get("return_code").asText())
                .isEqualTo("CKR_DEVICE_REMOVED");
    }
}
