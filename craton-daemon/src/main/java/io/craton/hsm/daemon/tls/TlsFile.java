package io.craton.hsm.daemon.tls;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.FileTrust;
import io.craton.hsm.config.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of TLS material (decision B45): they may be symbolic links, as certbot and Kubernetes
 * make them; the target is a plain file that nobody can write but root and this account, and a key
 * is nobody's to read but this account's and its group's.
 */
final class TlsFile {
    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_LIST = 1 << 25;

    private TlsFile() {}

    /** Certificates: no more than a mebibyte. */
    static byte[] certificates(Path file) {
        return read(file, LONGEST);
    }

    /** A revocation list: no more than 32 mebibytes. */
    static byte[] revocationList(Path file) {
        return read(file, LONGEST_LIST);
    }

    /** A private key, for the caller to wipe. */
    static byte[] key(Path file) {
        try {
            Path target = trusted(file);
            try (SecretFile secret = SecretFile.open(target)) {
                if (secret.isOpenToOthers()) {
                    throw bad(file, "can be read by every account; run chmod 600 on it", null);
                }
                return whole(secret.in(), file, LONGEST);
            }
        } catch (IOException e) {
            throw bad(file, "cannot be read", e);
        }
    }

    private static byte[] read(Path file, int longest) {
        try {
            Path target = trusted(file);
            try (InputStream in = Files.newInputStream(target, LinkOption.NOFOLLOW_LINKS)) {
                return whole(in, file, longest);
            }
        } catch (IOException e) {
            throw bad(file, "cannot be read", e);
        }
    }

    private static Path trusted(Path file) throws IOException {
        Path target = file.toRealPath();
        String problem = FileTrust.problem(target);
        if (problem != null) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a file of TLS is not safe: " + problem);
        }
        return target;
    }

    private static byte[] whole(InputStream in, Path file, int longest) throws IOException {
        byte[] read = in.readNBytes(longest + 1);
        if (read.length > longest) {
            Arrays.fill(read, (byte) 0);
            throw bad(file, "is longer than " + longest + " bytes", null);
        }
        return read;
    }

    /** What is wrong with a file, which may be read again later. */
    static HsmException bad(Path file, String what, @Nullable Throwable cause) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, file + " " + what, cause);
    }
}
