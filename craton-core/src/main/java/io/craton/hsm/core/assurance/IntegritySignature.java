package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The optional signature over {@code craton-hsm.hmac}, in {@code craton-hsm.hmac.sig} beside it:
 * Ed25519, or from JDK 24 on ML-DSA. The public key comes from elsewhere, as a PEM file that the
 * system property {@value #KEY_PROPERTY} names; where it is set, the module does not start without
 * a good signature.
 */
public final class IntegritySignature {
    /** The name of the signature's file. */
    public static final String FILE_NAME = IntegrityTool.FILE_NAME + ".sig";

    /** The system property that names the PEM file with the public key. */
    public static final String KEY_PROPERTY = "craton.hsm.integrity.public-key";

    private IntegritySignature() {}

    /**
     * Signs the integrity file of a directory.
     *
     * @param key an Ed25519 or ML-DSA key of the JDK
     * @return the signature's file
     */
    public static Path sign(Path directory, PrivateKey key) {
        Path file = directory.resolve(FILE_NAME);
        try {
            Signature signature = signature(key.getAlgorithm());
            signature.initSign(key);
            signature.update(Files.readAllBytes(directory.resolve(IntegrityTool.FILE_NAME)));
            Files.write(file, signature.sign());
        } catch (IOException | GeneralSecurityException e) {
            throw IntegrityTool.error(file + " cannot be written", e);
        }
        return file;
    }

    /**
     * Checks the signature over the integrity file of a directory; the jars are {@link
     * IntegrityTool}'s.
     */
    public static IntegrityResult verify(Path directory, PublicKey key) {
        Path file = directory.resolve(FILE_NAME);
        try {
            if (!Files.exists(file)) {
                return IntegrityResult.failed(file + " is missing");
            }
            Signature signature = signature(key.getAlgorithm());
            signature.initVerify(key);
            signature.update(Files.readAllBytes(directory.resolve(IntegrityTool.FILE_NAME)));
            return signature.verify(Files.readAllBytes(file))
                    ? IntegrityResult.ok(file + " is good")
                    : IntegrityResult.failed(file + " is not a signature of this integrity file");
        } catch (IOException | GeneralSecurityException e) {
            return IntegrityResult.failed(file + " cannot be checked: " + Causes.of(e));
        }
    }

    /** The public key that the system property names, or null if it is not set. */
    static @Nullable PublicKey requiredKey() {
        String file = System.getProperty(KEY_PROPERTY);
        return file == null ? null : readKey(Path.of(file));
    }

    /**
     * Reads a public key, a SubjectPublicKeyInfo in PEM.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if the file has none that this JDK can verify
     *     with
     */
    public static PublicKey readKey(Path file) {
        try {
            String base64 =
                    Files.readString(file, StandardCharsets.US_ASCII)
                            .replaceAll("-----(BEGIN|END) PUBLIC KEY-----|\\s", "");
            X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
            try {
                return KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(spec);
            } catch (GeneralSecurityException notEdwards) {
                return KeyFactory.getInstance("ML-DSA", "SUN").generatePublic(spec);
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw IntegrityTool.error(
                    file + " is not a public key (PEM) for Ed25519, or from JDK 24 on ML-DSA", e);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        return algorithm.startsWith("ML-DSA")
                ? Signature.getInstance("ML-DSA", "SUN")
                : Signature.getInstance("Ed25519", "SunEC");
    }
}
