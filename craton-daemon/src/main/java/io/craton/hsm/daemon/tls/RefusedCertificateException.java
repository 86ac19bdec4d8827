package io.craton.hsm.daemon.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A certificate of a client is not accepted; the sentence is ours and says why. */
final class RefusedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    RefusedCertificateException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** Why. */
    String sentence() {
        return sentence;
    }
}
