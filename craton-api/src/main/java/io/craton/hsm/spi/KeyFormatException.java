package io.craton.hsm.spi;

import java.security.spec.InvalidKeySpecException;

/**
 * A file of a key that cannot be taken. The sentence is ours and has nothing of the key, so that
 * doors say it in its words, which they do not of an exception that is anybody's.
 */
public final class KeyFormatException extends InvalidKeySpecException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what is wrong with it, and what to do
     */
    public KeyFormatException(String message) {
        super(message);
    }

    /**
     * @param message what is wrong with it, and what to do
     * @param cause what led to it; without anything secret
     */
    public KeyFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
