package io.craton.hsm.config;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * A file with a PIN in it (decision B45). It may be a symbolic link, as Kubernetes makes them: the
 * link is followed once, and what is opened is what was looked at. It may also be a pipe, which has
 * no mode to speak of.
 */
public final class SecretFile implements Closeable {
    private final InputStream in;
    private final boolean openToOthers;

    private SecretFile(InputStream in, boolean openToOthers) {
        this.in = in;
        this.openToOthers = openToOthers;
    }

    /**
     * Opens a file. If its group can read it, that is in the log.
     *
     * @throws IOException as {@link Files#newInputStream}
     */
    public static SecretFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new SecretFile(Files.newInputStream(file), false);
        }
        Path target = file.toRealPath();
        Set<PosixFilePermission> permissions = permissions(target);
        InputStream in = Files.newInputStream(target, LinkOption.NOFOLLOW_LINKS);
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            // Here, and not for the class: to start a log takes longer than to read a file.
            LoggerFactory.getLogger(SecretFile.class).info("the group of {} can read it", target);
        }
        return new SecretFile(
                in,
                permissions.contains(PosixFilePermission.OTHERS_READ)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE));
    }

    private static Set<PosixFilePermission> permissions(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        return view == null ? Set.of() : view.readAttributes().permissions();
    }

    /** What is in it. */
    public InputStream in() {
        return in;
    }

    /** Whether every account of the machine can read or write it. */
    public boolean isOpenToOthers() {
        return openToOthers;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
