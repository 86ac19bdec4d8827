package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The socket is where nobody else can put another, and nothing is removed but old sockets. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketPlaceTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir Path outer;
    private Path directory;
    private Path socket;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(outer.resolve("run"));
        modes(directory, "rwxr-xr-x");
        socket = directory.resolve("hsm.sock");
    }

    private static void modes(Path path, String modes) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(modes));
    }

    @Test
    void directoryThatOthersCanWrite_isRefused() throws IOException {
        modes(directory, "rwxrwxr-x");
        assertThatThrownBy(() -> SocketPlace.of(socket, USER))
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining("others can write the directory " + directory);
    }

    @Test
    void directoryAbove_thatOthersCanWrite_isRefused() throws IOException {
        modes(outer, "rwxrwxrwx");
        assertThatThrownBy(() -> SocketPlace.of(socket, USER))
                .hasMessageContaining("others can write the directory " + outer + ";");
    }

    @Test
    void stickyDirectory_isGoodAbove_andNotForTheSocketItself() throws IOException {
        Files.setAttribute(outer, "unix:mode", 01777);
        SocketPlace.of(socket, USER);
        assertThatThrownBy(() -> SocketPlace.of(outer.resolve("hsm.sock"), USER))
                .hasMessageContaining("others can write the directory " + outer);
    }

    @Test
    void directoryOfSomebodyElse_isRefused() throws IOException {
        assumeTrue(USER.equals("root"), "only root gives a directory away");
        Files.setAttribute(directory, "unix:uid", 65534);
        assertThatThrownBy(() -> SocketPlace.of(socket, USER))
                .hasMessageContaining(directory + " belongs to the user ");
    }

    @Test
    void otherFiles_areLeftThere() throws IOException {
        Files.writeString(socket, "kept");
        assertLeft();
        Files.delete(socket);
        Files.createDirectory(socket);
        assertLeft();
        Files.delete(socket);
        Path target = Files.writeString(outer.resolve("target"), "kept");
        modes(target, "rw-------");
        Files.createSymbolicLink(socket, target);
        assertLeft();
        assertThat(Files.getPosixFilePermissions(target)).hasSize(2);
    }

    private void assertLeft() {
        assertThatThrownBy(() -> SocketPlace.of(socket, USER).bind())
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining("no socket, and it was left there");
        assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void socketThatNobodyServes_isReplaced_andOneThatIsServedNot() throws IOException {
        SocketPlace first = SocketPlace.of(socket, USER);
        first.bind().close();
        SocketPlace second = SocketPlace.of(socket, USER);
        try (ServerSocketChannel server = second.bind()) {
            assertThat(server.isOpen()).isTrue();
            assertThatThrownBy(() -> SocketPlace.of(socket, USER).bind())
                    .hasMessageContaining("CKR_CANT_LOCK");
        }
        second.remove();
        assertThat(socket).doesNotExist();
    }

    /** Before a store is made, and in words that say what to do. */
    @Test
    void pathThatIsTooLong_isRefused() throws IOException {
        int room = 106 - directory.toRealPath().toString().length() - 1;
        SocketPlace longest = SocketPlace.of(directory.resolve("s".repeat(room)), USER);
        longest.bind().close();
        longest.remove();
        assertThatThrownBy(() -> SocketPlace.of(directory.resolve("s".repeat(room + 1)), USER))
                .hasMessageContaining("has 107 bytes, and a socket's at most 106")
                .hasMessageContaining("daemon.bind_unix");
    }

    /** The socket of another daemon, which came later, is not removed. */
    @Test
    void whatIsNotOurs_isNotRemoved() throws IOException {
        SocketPlace place = SocketPlace.of(socket, USER);
        place.bind().close();
        Files.move(socket, directory.resolve("old"));
        Files.writeString(socket, "kept");
        place.remove();
        assertThat(socket).hasContent("kept");
    }
}
