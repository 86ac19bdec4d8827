package io.craton.hsm.store.file;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.jspecify.annotations.Nullable;

/** The sentences of what goes wrong with files, in one place. */
public final class Failures {
    private Failures() {}

    /** Something on disk is not what was written there. */
    public static HsmException damaged(String what) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR,
                what + "; restore the token from a backup or from a copy of the store");
    }

    /** Something on disk is not what was written there, as a library found out. */
    public static HsmException damaged(String what, Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR,
                what + "; restore the token from a backup or from a copy of the store",
                cause);
    }

    /** The operating system refused or failed. */
    public static HsmException io(String action, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR,
                    "permission denied: "
                            + action
                            + "; run as the owner of the store or correct its permissions",
                    cause);
        }
        if (isFull(cause)) {
            return new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    action + " failed: " + shortage(cause) + " and try again",
                    cause);
        }
        return new HsmException(
                ReturnCode.CKR_DEVICE_ERROR, action + " failed: " + Causes.of(cause), cause);
    }

    /** Whether the operating system has no room; its words depend on its language. */
    public static boolean isFull(IOException e) {
        String message = words(e);
        return message.contains("No space left")
                || message.contains("quota")
                || message.contains("File too large");
    }

    private static String words(IOException e) {
        return String.valueOf(e.getMessage());
    }

    private static String shortage(IOException full) {
        String message = words(full);
        if (message.contains("File too large")) {
            return "a file may not grow any more (File too large); raise the limit (ulimit -f)";
        }
        if (message.contains("quota")) {
            return "the disk quota is used up; free some space";
        }
        return "no space left on the disk; free some";
    }

    /** A path cannot be used. */
    public static HsmException unusable(String sentence) {
        return new HsmException(ReturnCode.CKR_GENERAL_ERROR, sentence);
    }

    /** There is no room; nothing has changed. */
    public static HsmException noRoom(String what, @Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_DEVICE_MEMORY,
                "no space left for "
                        + what
                        + "; nothing was changed: free disk space and try again",
                cause);
    }
}
