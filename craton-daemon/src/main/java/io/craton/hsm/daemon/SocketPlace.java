package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a Unix socket is made: in a directory that nobody else can put anything into, nor into
 * those above it. Links are followed once, and the directory that they lead to is looked at and
 * used.
 */
final class SocketPlace {
    private static final int KIND = 0170000;
    private static final int SOCKET = 0140000;
    private static final int STICKY = 01000;

    /** What Java gives to the system; that has 108 with the end of the text. */
    private static final int LONGEST_PATH = 106;

    private final Path socket;
    private @Nullable Object bound;

    private SocketPlace(Path socket) {
        this.socket = socket;
    }

    /**
     * The place of a socket.
     *
     * @param user the user that the daemon runs as
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if somebody else could put a socket there, or
     *     the path is too long
     */
    static SocketPlace of(Path path, String user) throws IOException {
        Path whole = path.toAbsolutePath();
        Path parent = whole.getParent();
        if (parent == null) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "there can be no socket at " + path + "; name a file in a directory");
        }
        Path directory = parent.toRealPath();
        requireOwn(directory, user, false);
        for (Path above = directory.getParent(); above != null; above = above.getParent()) {
            requireOwn(above, user, true);
        }
        Path socket = directory.resolve(whole.getFileName());
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw refusal(
                    "the path " + socket + " has " + length + " bytes, and a socket's at most 106",
                    "name a shorter one in " + ConfigKey.DAEMON_BIND_UNIX.path());
        }
        return new SocketPlace(socket);
    }

    private static void requireOwn(Path directory, String user, boolean above) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(
                        directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String owner = attributes.owner().getName();
        if (!owner.equals("root") && !owner.equals(user)) {
            throw refusal(
                    "the directory " + directory + " belongs to the user " + owner,
                    "it has to be root's or " + user + "'s");
        }
        Set<PosixFilePermission> modes = attributes.permissions();
        boolean writable =
                modes.contains(PosixFilePermission.GROUP_WRITE)
                        || modes.contains(PosixFilePermission.OTHERS_WRITE);
        // Where it is sticky, others cannot replace what is ours.
        if (writable && !(above && (mode(directory) & STICKY) != 0)) {
            throw refusal(
                    "others can write the directory " + directory,
                    "they could put a socket of theirs there; make it 0755 or less");
        }
    }

    private static HsmException refusal(String what, String remedy) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, what + "; " + remedy);
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSocket(Path path) throws IOException {
        return (mode(path) & KIND) == SOCKET;
    }

    /**
     * Makes the socket; one that nobody serves any more is replaced, and nothing else is.
     *
     * @throws HsmException {@code CKR_CANT_LOCK} if another process serves there, {@code
     *     CKR_ARGUMENTS_BAD} if something else is there
     */
    ServerSocketChannel bind() throws IOException {
        if (!isFree()) {
            Files.delete(socket);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            if (!isSocket(socket)) {
                throw new IOException("what was made is no socket: " + socket);
            }
            // Who may connect is for the directory and the rights to say.
            Files.setPosixFilePermissions(socket, EnumSet.allOf(PosixFilePermission.class));
            bound = identity();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Refuses a place where no socket could be made, without making one.
     *
     * @throws HsmException as {@link #bind} does
     */
    void requireFree() throws IOException {
        isFree();
    }

    /** False if a socket is there that nobody serves any more. */
    private boolean isFree() throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!isSocket(socket)) {
            throw refusal(
                    "there is something at " + socket + " that is no socket, and it was left there",
                    "name another path in daemon.bind_unix, or remove it");
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
        } catch (ConnectException e) {
            return false;
        }
        throw new HsmException(
                ReturnCode.CKR_CANT_LOCK, "another process serves at the socket " + socket);
    }

    /** Removes the socket that was made, if it is still that one. */
    void remove() throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && identity().equals(bound)) {
            Files.delete(socket);
        }
    }

    private Object identity() throws IOException {
        Map<String, Object> both =
                Files.readAttributes(socket, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
        return Map.copyOf(both);
    }
}
