package io.craton.hsm.daemon.tls;

import io.craton.hsm.spi.Causes;
import org.jspecify.annotations.Nullable;

/** Why a handshake failed, for the log. */
public final class HandshakeFailure {
    private static final int MAX_DEPTH = 10;

    private HandshakeFailure() {}

    /**
     * In words: our own if a certificate was refused, else those of TLS, in which the alert is
     * named.
     */
    public static String sentence(Throwable failure) {
        @Nullable Throwable next = failure;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            if (next instanceof RefusedCertificateException refused) {
                return refused.sentence();
            }
            next = next.getCause();
        }
        return Causes.of(failure);
    }
}
