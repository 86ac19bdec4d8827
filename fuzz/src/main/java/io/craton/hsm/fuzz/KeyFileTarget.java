package io.craton.hsm.fuzz;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.keyfile.KeyFile;
import io.craton.hsm.cli.keyfile.KeyInFile;
import io.craton.hsm.cli.secret.Secret;
import java.nio.charset.StandardCharsets;

/**
 * The reader of key files. Any bytes either are keys, each with its class, type and a component, or
 * are refused with a sentence that a terminal can show; nothing else happens.
 */
public final class KeyFileTarget {
    private static final String PASSPHRASE = "open-sesame-73";

    private KeyFileTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        try (Secret passphrase = new Secret(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
                KeyFile file = KeyFile.read(input, "input", () -> passphrase, KeyType.CKK_AES)) {
            file.keys().forEach(KeyFileTarget::requireComplete);
            if (file.keys().isEmpty() && file.leftOut().isEmpty()) {
                throw new AssertionError("a file without keys was read");
            }
        } catch (CliException e) {
            requireSentence(e);
        }
    }

    private static void requireComplete(KeyInFile key) {
        boolean typed =
                key.key().has(AttributeType.CKA_CLASS) && key.key().has(AttributeType.CKA_KEY_TYPE);
        if (!typed || key.key().size() < 3) {
            throw new AssertionError("a key without its components");
        }
    }

    private static void requireSentence(CliException e) {
        if (e.sentence().chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a message with control characters", e);
        }
    }
}
