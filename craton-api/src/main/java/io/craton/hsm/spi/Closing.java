package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes several things, none of which stays open because another one could not be closed. */
public final class Closing {
    private Closing() {}

    /**
     * Closes all of them, in their order.
     *
     * @throws HsmException the first failure, with the later ones suppressed in it; {@code
     *     CKR_GENERAL_ERROR} with its cause if that was another exception
     */
    public static void all(Collection<? extends AutoCloseable> parts) {
        HsmException failure = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = inOurWords(e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static HsmException inOurWords(Exception failure) {
        return failure instanceof HsmException hsm
                ? hsm
                : new HsmException(
                        ReturnCode.CKR_GENERAL_ERROR,
                        "a part of the module could not be closed",
                        failure);
    }

    /** Closes what is left of something that failed; failures of that are suppressed in it. */
    public static void after(Throwable failure, @Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            if (part == null) {
                continue;
            }
            try {
                part.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }
}
