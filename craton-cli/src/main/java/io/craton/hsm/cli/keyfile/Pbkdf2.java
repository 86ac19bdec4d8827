package io.craton.hsm.cli.keyfile;

import io.craton.hsm.Digest;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.spi.KeyFormatException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The key of a passphrase by PBKDF2 (RFC 8018 section 5.2), which Java computes. */
final class Pbkdf2 {
    /** More than any program writes; a file that asks for more would keep a command for hours. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private Pbkdf2() {}

    /**
     * Derives a key.
     *
     * @param digest the hash function of the HMAC
     * @param length of the key in bytes
     * @return wiped by the caller
     */
    static byte[] derive(Digest digest, Secret passphrase, byte[] salt, long iterations, int length)
            throws GeneralSecurityException {
        if (iterations < 1 || iterations > MOST_ITERATIONS || salt.length == 0) {
            throw new KeyFormatException(
                    "it is encrypted with "
                            + iterations
                            + " iterations and "
                            + salt.length
                            + " bytes of salt, which is not taken here");
        }
        char[] characters = EncryptedKey.characters(passphrase);
        PBEKeySpec spec = new PBEKeySpec(characters, salt, (int) iterations, length * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + digest.hmacName(), "SunJCE")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (NoSuchAlgorithmException e) {
            throw new KeyFormatException(
                    "this Java has no PBKDF2 with " + digest.hmacName() + "; use a newer one", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}
