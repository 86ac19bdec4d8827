package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Whether a socket is the daemon's and nobody else's (decision B53), before the first byte is sent:
 * a socket of somebody else would get PINs. Its directory belongs to root or to this user and
 * nobody else can write it, and who answers is root or this user, or the user that the
 * configuration names.
 */
final class SocketCheck {
    private final @Nullable String daemon;

    /**
     * @param daemon a user that is trusted like root and this one; null for nobody
     */
    SocketCheck(@Nullable String daemon) {
        this.daemon = daemon;
    }

    /**
     * Looks at the directory of a socket.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} if somebody else could have put a socket there
     */
    void requireDirectory(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().getParent();
        if (directory == null) {
            throw refusal("there is no socket at " + socket);
        }
        requireTrusted(Files.getOwner(directory).getName(), "the directory " + directory);
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(directory);
        if (modes.contains(PosixFilePermission.GROUP_WRITE)
                || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw refusal("others can write the directory " + directory);
        }
    }

    /**
     * Looks at who answers.
     *
     * @throws HsmException {@code CKR_DEVICE_ERROR} if it is somebody else
     */
    void requirePeer(SocketChannel channel) throws IOException {
        String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        requireTrusted(user, "the program that serves there");
    }

    private void requireTrusted(String user, String what) {
        boolean own = user.equals("root") || user.equals(System.getProperty("user.name"));
        if (!own && !user.equals(daemon)) {
            throw refusal(what + " belongs to the user " + user);
        }
    }

    private static HsmException refusal(String what) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR,
                what
                        + ", so that nothing is sent to the socket; it has to be root's, this user's or that of client.peer_user");
    }
}
