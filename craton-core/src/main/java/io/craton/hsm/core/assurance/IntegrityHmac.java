package io.craton.hsm.core.assurance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC-SHA-256 of a file under the key that is documented in docs/security-model.md. */
final class IntegrityHmac {
    /** Public, as FIPS 140-3 allows for an integrity test: it tells this use from every other. */
    private static final byte[] KEY =
            "Craton HSM module integrity v1".getBytes(StandardCharsets.US_ASCII);

    private IntegrityHmac() {}

    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                mac.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no HmacSHA256 in its provider SunJCE", e);
        }
    }
}
