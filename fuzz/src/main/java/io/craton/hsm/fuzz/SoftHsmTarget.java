package io.craton.hsm.fuzz;

import io.craton.hsm.Template;
import io.craton.hsm.cli.keyfile.SoftHsmToken;
import io.craton.hsm.spi.Causes;
import java.security.GeneralSecurityException;

/**
 * The reader of object files of SoftHSM. Any bytes are the attributes of an object, or are refused
 * with the one kind of exception that is said; nothing else happens.
 */
public final class SoftHsmTarget {
    private static final int KEY_BYTES = 32;

    private SoftHsmTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        Template object;
        try {
            object = SoftHsmToken.object(input, new byte[KEY_BYTES]);
        } catch (GeneralSecurityException e) {
            requireSentence(e);
            return;
        }
        if (object.size() > input.length) {
            throw new AssertionError("more attributes than bytes");
        }
    }

    private static void requireSentence(GeneralSecurityException e) {
        if (Causes.of(e).chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a message with control characters", e);
        }
    }
}
