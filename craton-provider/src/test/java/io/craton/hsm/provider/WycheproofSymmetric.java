package io.craton.hsm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.provider.WycheproofOperations.Operation;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What Wycheproof's vectors of ciphers and message authentication codes ask of a provider. */
final class WycheproofSymmetric {
    private final Provider provider;

    WycheproofSymmetric(Provider provider) {
        this.provider = provider;
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.path(field).asText());
    }

    private SecretKey key(String algorithm, JsonNode test) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance(algorithm, provider)
                .translateKey(new SecretKeySpec(hex(test, "key"), algorithm));
    }

    Optional<Operation> aead(String algorithm, JsonNode group) {
        int tag = group.path("tagSize").asInt();
        return switch (algorithm) {
            case "AES-GCM" ->
                    aead(
                            "AES",
                            "AES/GCM/NoPadding",
                            test -> new GCMParameterSpec(tag, hex(test, "iv")));
            case "AES-CCM" ->
                    aead(
                            "AES",
                            "AES/CCM/NoPadding",
                            test -> new GCMParameterSpec(tag, hex(test, "iv")));
            case "CHACHA20-POLY1305" ->
                    aead(
                            "ChaCha20",
                            "ChaCha20-Poly1305",
                            test -> new IvParameterSpec(hex(test, "iv")));
            default -> Optional.empty();
        };
    }

    private interface Parameters {
        AlgorithmParameterSpec of(JsonNode test);
    }

    private Optional<Operation> aead(String keys, String transformation, Parameters parameters) {
        return Optional.of(
                new Operation(
                        "msg",
                        test -> {
                            byte[] text = hex(test, "ct");
                            byte[] tag = hex(test, "tag");
                            byte[] all = Arrays.copyOf(text, text.length + tag.length);
                            System.arraycopy(tag, 0, all, text.length, tag.length);
                            SecretKey key = key(keys, test);
                            Cipher cipher = Cipher.getInstance(transformation, provider);
                            cipher.init(Cipher.DECRYPT_MODE, key, parameters.of(test));
                            cipher.updateAAD(hex(test, "aad"));
                            byte[] plain = cipher.doFinal(all);
                            cipher.init(Cipher.ENCRYPT_MODE, key, parameters.of(test));
                            cipher.updateAAD(hex(test, "aad"));
                            if (!Arrays.equals(cipher.doFinal(plain), all)) {
                                throw new IllegalStateException("encrypts to something else");
                            }
                            return plain;
                        }));
    }

    byte[] cbc(JsonNode test) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", provider);
        cipher.init(Cipher.DECRYPT_MODE, key("AES", test), new IvParameterSpec(hex(test, "iv")));
        return cipher.doFinal(hex(test, "ct"));
    }

    Optional<Operation> mac(String algorithm, JsonNode group) {
        String name =
                switch (algorithm) {
                    case "AES-CMAC" -> "AESCMAC";
                    case "HMACSHA1",
                            "HMACSHA224",
                            "HMACSHA256",
                            "HMACSHA384",
                            "HMACSHA512",
                            "HMACSHA512/224",
                            "HMACSHA512/256" ->
                            "Hmac" + algorithm.substring(4);
                    case "HMACSHA3-224", "HMACSHA3-256", "HMACSHA3-384", "HMACSHA3-512" ->
                            "Hmac" + algorithm.substring(4);
                    default -> "";
                };
        if (name.isEmpty()) {
            return Optional.empty();
        }
        int length = group.path("tagSize").asInt() / 8;
        return Optional.of(
                new Operation(
                        "tag",
                        test -> {
                            Mac mac = Mac.getInstance(name, provider);
                            mac.init(key(name.startsWith("AES") ? "AES" : name, test));
                            return Arrays.copyOf(mac.doFinal(hex(test, "msg")), length);
                        }));
    }

    Optional<Operation> wrap(String algorithm) {
        String name =
                switch (algorithm) {
                    case "AES-WRAP" -> "AES/KW/NoPadding";
                    case "AES-KWP" -> "AES/KWP/NoPadding";
                    default -> "";
                };
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Operation(
                                "msg",
                                test -> {
                                    Cipher cipher = Cipher.getInstance(name, provider);
                                    cipher.init(Cipher.DECRYPT_MODE, key("AES", test));
                                    return cipher.doFinal(hex(test, "ct"));
                                }));
    }
}
