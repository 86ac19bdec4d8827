package io.craton.hsm.system;

import static io.craton.hsm.MechanismType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A key of every kind that a token can keep. */
final class KeptKeys {
    private static final Mechanism CBC =
            Mechanism.of(CKM_AES_CBC_PAD, new MechanismParameters.Iv(new byte[16]));
    private static final Mechanism XTS =
            Mechanism.of(CKM_AES_XTS, new MechanismParameters.Iv(new byte[16]));
    private static final Mechanism DES_CBC =
            Mechanism.of(CKM_DES3_CBC_PAD, new MechanismParameters.Iv(new byte[8]));
    private static final Mechanism CHACHA =
            Mechanism.of(
                    CKM_CHACHA20_POLY1305,
                    new MechanismParameters.ChaCha20Poly1305(new byte[12], new byte[0]));
    private static final KeptKey.Verifying.Published NOTHING =
            new KeptKey.Verifying.Published(new byte[0], new byte[0], new byte[0]);

    private KeptKeys() {}

    /** The keys, as a release has made them. */
    static List<KeptKey> all() {
        return all(Map.of());
    }

    /**
     * The keys, to be made.
     *
     * @param vectors the directory of the published signatures of the engines' tests
     */
    static List<KeptKey> toMake(Path vectors) throws IOException {
        Map<String, KeptKey.Verifying.Published> published = new TreeMap<>();
        published.put("hss", hss(Files.readString(vectors.resolve("hss-rfc8554-1.txt"))));
        for (String name : List.of("xmss", "xmssmt")) {
            published.put(name, xmss(vectors.resolve(name + ".properties")));
        }
        return all(published);
    }

    private static List<KeptKey> all(Map<String, KeptKey.Verifying.Published> published) {
        List<KeptKey> keys = new ArrayList<>();
        keys.addAll(ciphers());
        keys.addAll(macs());
        keys.addAll(pairs());
        verifying(keys, "hss", KeyType.CKK_HSS, CKM_HSS, published);
        verifying(keys, "xmss", KeyType.CKK_XMSS, CKM_XMSS, published);
        verifying(keys, "xmssmt", KeyType.CKK_XMSSMT, CKM_XMSSMT, published);
        return keys;
    }

    private static List<KeptKey> ciphers() {
        return List.of(
                new KeptKey.Cipher("aes-128", CKM_AES_KEY_GEN, 16, CBC),
                new KeptKey.Cipher("aes-192", CKM_AES_KEY_GEN, 24, CBC),
                new KeptKey.Cipher("aes-256", CKM_AES_KEY_GEN, 32, CBC),
                new KeptKey.Cipher("aes-xts", CKM_AES_XTS_KEY_GEN, 64, XTS),
                new KeptKey.Cipher("chacha20", CKM_CHACHA20_KEY_GEN, 0, CHACHA),
                new KeptKey.Cipher("des2", CKM_DES2_KEY_GEN, 0, DES_CBC),
                new KeptKey.Cipher("des3", CKM_DES3_KEY_GEN, 0, DES_CBC),
                new KeptKey.Counted("aes-gcm"),
                new KeptKey.Deriving("hkdf"));
    }

    private static List<KeptKey> macs() {
        return List.of(
                new KeptKey.Mac("cmac", CKM_AES_KEY_GEN, 32, CKM_AES_CMAC),
                new KeptKey.Mac("generic", CKM_GENERIC_SECRET_KEY_GEN, 32, CKM_SHA256_HMAC),
                new KeptKey.Mac("sha1", CKM_SHA_1_KEY_GEN, 20, CKM_SHA_1_HMAC),
                new KeptKey.Mac("sha224", CKM_SHA224_KEY_GEN, 28, CKM_SHA224_HMAC),
                new KeptKey.Mac("sha256", CKM_SHA256_KEY_GEN, 32, CKM_SHA256_HMAC),
                new KeptKey.Mac("sha384", CKM_SHA384_KEY_GEN, 48, CKM_SHA384_HMAC),
                new KeptKey.Mac("sha512", CKM_SHA512_KEY_GEN, 64, CKM_SHA512_HMAC),
                new KeptKey.Mac("sha512-224", CKM_SHA512_224_KEY_GEN, 28, CKM_SHA512_224_HMAC),
                new KeptKey.Mac("sha512-256", CKM_SHA512_256_KEY_GEN, 32, CKM_SHA512_256_HMAC),
                new KeptKey.Mac("sha3-224", CKM_SHA3_224_KEY_GEN, 28, CKM_SHA3_224_HMAC),
                new KeptKey.Mac("sha3-256", CKM_SHA3_256_KEY_GEN, 32, CKM_SHA3_256_HMAC),
                new KeptKey.Mac("sha3-384", CKM_SHA3_384_KEY_GEN, 48, CKM_SHA3_384_HMAC),
                new KeptKey.Mac("sha3-512", CKM_SHA3_512_KEY_GEN, 64, CKM_SHA3_512_HMAC));
    }

    private static List<KeptKey> pairs() {
        return List.of(
                new KeptKey.Signing(
                        "rsa-sign", CKM_RSA_PKCS_KEY_PAIR_GEN, modulus(2048), CKM_SHA256_RSA_PKCS),
                new KeptKey.Decrypting("rsa-decrypt", modulus(2048)),
                new KeptKey.Signing(
                        "p256",
                        CKM_EC_KEY_PAIR_GEN,
                        curve("06082a8648ce3d030107"),
                        CKM_ECDSA_SHA256),
                new KeptKey.Signing(
                        "p384", CKM_EC_KEY_PAIR_GEN, curve("06052b81040022"), CKM_ECDSA_SHA384),
                new KeptKey.Signing(
                        "p521", CKM_EC_KEY_PAIR_GEN, curve("06052b81040023"), CKM_ECDSA_SHA512),
                new KeptKey.Agreeing(
                        "p256-agree", CKM_EC_KEY_PAIR_GEN, curve("06082a8648ce3d030107")),
                new KeptKey.Signing(
                        "ed25519", CKM_EC_EDWARDS_KEY_PAIR_GEN, curve("06032b6570"), CKM_EDDSA),
                new KeptKey.Signing(
                        "ed448", CKM_EC_EDWARDS_KEY_PAIR_GEN, curve("06032b6571"), CKM_EDDSA),
                new KeptKey.Agreeing("x25519", CKM_EC_MONTGOMERY_KEY_PAIR_GEN, curve("06032b656e")),
                new KeptKey.Agreeing("x448", CKM_EC_MONTGOMERY_KEY_PAIR_GEN, curve("06032b656f")),
                new KeptKey.Signing(
                        "ml-dsa",
                        CKM_ML_DSA_KEY_PAIR_GEN,
                        set(ParameterSet.CKP_ML_DSA_44),
                        CKM_ML_DSA),
                new KeptKey.Signing(
                        "slh-dsa",
                        CKM_SLH_DSA_KEY_PAIR_GEN,
                        set(ParameterSet.CKP_SLH_DSA_SHA2_128F),
                        CKM_SLH_DSA),
                new KeptKey.Decapsulating("ml-kem", set(ParameterSet.CKP_ML_KEM_512)));
    }

    private static void verifying(
            List<KeptKey> keys,
            String label,
            KeyType type,
            MechanismType mechanism,
            Map<String, KeptKey.Verifying.Published> published) {
        keys.add(
                new KeptKey.Verifying(
                        label, type, mechanism, published.getOrDefault(label, NOTHING)));
    }

    private static Template modulus(long bits) {
        return Template.builder().set(AttributeType.CKA_MODULUS_BITS, bits).build();
    }

    private static Template curve(String oid) {
        return Template.builder()
                .set(AttributeType.CKA_EC_PARAMS, HexFormat.of().parseHex(oid))
                .build();
    }

    private static Template set(ParameterSet parameters) {
        return Template.builder().set(AttributeType.CKA_PARAMETER_SET, parameters.code()).build();
    }

    private static KeptKey.Verifying.Published hss(String file) {
        return new KeptKey.Verifying.Published(
                part(file, "key"), part(file, "message"), part(file, "signature"));
    }

    private static byte[] part(String file, String name) {
        int from = file.indexOf("[" + name + "]") + name.length() + 2;
        int to = file.indexOf('[', from);
        String hex = file.substring(from, to < 0 ? file.length() : to);
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static KeptKey.Verifying.Published xmss(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return new KeptKey.Verifying.Published(
                HexFormat.of().parseHex(properties.getProperty("public")),
                "what is signed".getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex(properties.getProperty("signature")));
    }
}
