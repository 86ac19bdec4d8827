package io.craton.hsm.cli.keyfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.Digest;
import io.craton.hsm.spi.KeyFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * JSON under a passphrase (RFC 7516 with PBES2 of RFC 7518 section 4.8), as programs write private
 * JWKs: one recipient, AES-GCM inside.
 */
final class JsonEncryption {
    private static final Pattern DERIVATION =
            Pattern.compile("PBES2-HS(\\d{3})\\+A(128|192|256)KW");
    private static final Pattern CONTENT = Pattern.compile("A(128|192|256)GCM");
    private static final int TAG_BITS = 128;

    private JsonEncryption() {}

    /**
     * Decrypts it.
     *
     * @param json with the members of the flattened form
     * @return what is inside; wiped by the caller
     */
    static byte[] open(JsonNode json, Passphrase passphrase) throws GeneralSecurityException {
        JsonNode header = header(json);
        String algorithm = header.path("alg").asText();
        Matcher derivation = DERIVATION.matcher(algorithm);
        if (!derivation.matches() || !CONTENT.matcher(header.path("enc").asText()).matches()) {
            throw new KeyFormatException(
                    "it is encrypted with "
                            + algorithm
                            + " and "
                            + header.path("enc").asText()
                            + ", and this reads PBES2 with A128GCM to A256GCM");
        }
        byte[] derived =
                Pbkdf2.derive(
                        digest(derivation.group(1)),
                        passphrase.get(),
                        salt(algorithm, JsonKeys.bytes(header, "p2s")),
                        header.path("p2c").asLong(),
                        Integer.parseInt(derivation.group(2)) / Byte.SIZE);
        try {
            Cipher unwrap = Cipher.getInstance("AESWrap", "SunJCE");
            unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(derived, "AES"));
            var key =
                    unwrap.unwrap(JsonKeys.bytes(json, "encrypted_key"), "AES", Cipher.SECRET_KEY);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            byte[] iv = JsonKeys.bytes(json, "iv");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(json.path("protected").asText().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(ciphertext(json));
        } catch (InvalidKeyException | AEADBadTagException e) {
            throw new KeyFormatException(EncryptedKey.WRONG_PASSPHRASE);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static JsonNode header(JsonNode json) throws KeyFormatException {
        try {
            return new ObjectMapper().readTree(JsonKeys.bytes(json, "protected"));
        } catch (IOException e) {
            throw new KeyFormatException("its protected header is not JSON", e);
        }
    }

    private static Digest digest(String bits) throws KeyFormatException {
        return Digest.ofName("SHA" + bits)
                .orElseThrow(() -> new KeyFormatException("HS" + bits + " is unknown"));
    }

    private static byte[] salt(String algorithm, byte[] input) {
        ByteArrayOutputStream salt = new ByteArrayOutputStream();
        salt.writeBytes(algorithm.getBytes(StandardCharsets.US_ASCII));
        salt.write(0);
        salt.writeBytes(input);
        return salt.toByteArray();
    }

    private static byte[] ciphertext(JsonNode json) throws KeyFormatException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(JsonKeys.bytes(json, "ciphertext"));
        both.writeBytes(JsonKeys.bytes(json, "tag"));
        return both.toByteArray();
    }
}
