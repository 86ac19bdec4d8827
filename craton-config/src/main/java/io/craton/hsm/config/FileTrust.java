package io.craton.hsm.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file that configures something can be believed (decision B45): a plain file, and
 * neither it nor its directory can be written by anybody but root and this account. In a sticky
 * directory, such as /tmp, others cannot replace what is ours; on a read-only mount nobody can.
 */
public final class FileTrust {
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final Integer ROOT = 0;

    private FileTrust() {}

    /**
     * What is wrong with a file, a sentence without a point, or null.
     *
     * @param file the file itself, not a symbolic link to it
     */
    public static @Nullable String problem(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return file + " is a symbolic link; name the file that it points to";
            }
            if (!attributes.isRegularFile()) {
                return file + " is not a regular file";
            }
            boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
            if (!unix || Files.getFileStore(file).isReadOnly()) {
                return null;
            }
            Unix own = Unix.of(file);
            String problem = own.writers(file.toString());
            Path directory = file.toRealPath().getParent();
            return problem != null || directory == null ? problem : ofDirectory(directory, file);
        } catch (NoSuchFileException e) {
            return file + " is not there";
        } catch (IOException e) {
            return file + " cannot be looked at (" + e.getClass().getSimpleName() + ")";
        }
    }

    private static @Nullable String ofDirectory(Path directory, Path file) throws IOException {
        Unix unix = Unix.of(directory);
        if (unix.trusted() && (unix.mode() & STICKY) != 0) {
            return null;
        }
        String problem = unix.writers("the directory " + directory);
        return problem == null
                ? null
                : problem + ", for whoever can write there can replace " + file;
    }

    /** Owner and mode of a file, and who this process runs as. */
    private record Unix(Integer owner, String ownerName, int mode, @Nullable Integer self) {
        static Unix of(Path path) throws IOException {
            Map<String, Object> found =
                    Files.readAttributes(path, "unix:uid,mode,owner", LinkOption.NOFOLLOW_LINKS);
            Integer owner = (Integer) Objects.requireNonNull(found.get("uid"));
            Integer mode = (Integer) Objects.requireNonNull(found.get("mode"));
            return new Unix(owner, String.valueOf(found.get("owner")), mode, runningAs());
        }

        private static @Nullable Integer runningAs() throws IOException {
            Path process = Path.of("/proc/self");
            return Files.isDirectory(process)
                    ? (Integer) Files.getAttribute(process, "unix:uid")
                    : null;
        }

        /** Whether it belongs to root or to this account; where that is not known, to anybody. */
        boolean trusted() {
            return self == null || owner.equals(ROOT) || owner.equals(self);
        }

        @Nullable String writers(String what) {
            if (!trusted()) {
                String belongs = what + " belongs to " + ownerName + ", who can write it";
                return belongs + "; give it to root or to the account of this process";
            }
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                return what + " can be written by others than its owner; run chmod go-w on it";
            }
            return null;
        }
    }
}
