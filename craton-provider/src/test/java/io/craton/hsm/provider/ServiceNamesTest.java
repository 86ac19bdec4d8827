package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The services of the contract, by type and name, and under each name that the JDK knows. */
class ServiceNamesTest {
    private static final String HASHES =
            "SHA1 SHA224 SHA256 SHA384 SHA512 SHA3-224 SHA3-256 SHA3-384 SHA3-512";
    private static final String SLH =
            "SLH-DSA-SHA2-128s SLH-DSA-SHA2-128f SLH-DSA-SHA2-192s SLH-DSA-SHA2-192f"
                    + " SLH-DSA-SHA2-256s SLH-DSA-SHA2-256f SLH-DSA-SHAKE-128s SLH-DSA-SHAKE-128f"
                    + " SLH-DSA-SHAKE-192s SLH-DSA-SHAKE-192f SLH-DSA-SHAKE-256s SLH-DSA-SHAKE-256f";
    private static final Provider OURS = new CratonHsmProvider();

    private static Set<String> names(String type) {
        return OURS.getServices().stream()
                .filter(service -> service.getType().equals(type))
                .map(Provider.Service::getAlgorithm)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void offers(String type, String... names) {
        List<String> expected = new ArrayList<>();
        for (String each : names) {
            expected.addAll(List.of(each.split(" ")));
        }
        assertThat(names(type)).as(type).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void signatures() {
        List<String> names = new ArrayList<>();
        for (String hash : HASHES.split(" ")) {
            names.add(hash + "withRSA");
            names.add(hash + "withRSAandMGF1");
            names.add(hash + "withECDSA");
            names.add(hash + "withECDSAinP1363Format");
        }
        names.addAll(
                List.of(
                        "NONEwithRSA",
                        "RSASSA-PSS NONEwithRSAandMGF1",
                        "NONEwithECDSA",
                        "NONEwithECDSAinP1363Format",
                        "EdDSA Ed25519 Ed448 Ed25519ph Ed448ph",
                        "ML-DSA ML-DSA-44 ML-DSA-65 ML-DSA-87 HASH-ML-DSA",
                        "ML-DSA-44-WITH-SHA512 ML-DSA-65-WITH-SHA512 ML-DSA-87-WITH-SHA512",
                        "SLH-DSA " + SLH));
        for (String set : SLH.split(" ")) {
            String hash = set.contains("SHAKE") ? "SHAKE256" : "SHA512";
            if (set.contains("-128")) {
                hash = set.contains("SHAKE") ? "SHAKE128" : "SHA256";
            }
            names.add(set + "-WITH-" + hash);
        }
        offers("Signature", names.toArray(String[]::new));
    }

    @Test
    void ciphers() {
        List<String> names = new ArrayList<>();
        for (String size : List.of("AES", "AES_128", "AES_192", "AES_256")) {
            for (String mode :
                    List.of(
                            "ECB/NoPadding",
                            "ECB/PKCS5Padding",
                            "CBC/NoPadding",
                            "CBC/PKCS5Padding",
                            "CTR/NoPadding",
                            "GCM/NoPadding",
                            "CCM/NoPadding",
                            "KW/NoPadding",
                            "KWP/NoPadding")) {
                names.add(size + "/" + mode);
            }
        }
        names.add("AES/XTS/NoPadding ChaCha20-Poly1305 RSA/ECB/PKCS1Padding RSA/ECB/NoPadding");
        for (String hash :
                "SHA-1 SHA-224 SHA-256 SHA-384 SHA-512 SHA3-224 SHA3-256 SHA3-384 SHA3-512"
                        .split(" ")) {
            names.add("RSA/ECB/OAEPWith" + hash + "AndMGF1Padding");
        }
        offers("Cipher", names.toArray(String[]::new));
    }

    @Test
    void theRest() {
        String hmacs =
                "HmacSHA1 HmacSHA224 HmacSHA256 HmacSHA384 HmacSHA512 HmacSHA512/224"
                        + " HmacSHA512/256 HmacSHA3-224 HmacSHA3-256 HmacSHA3-384 HmacSHA3-512";
        String pairs =
                "RSA RSASSA-PSS EC EdDSA Ed25519 Ed448 XDH X25519 X448 ML-DSA ML-DSA-44 ML-DSA-65"
                        + " ML-DSA-87 ML-KEM ML-KEM-512 ML-KEM-768 ML-KEM-1024 SLH-DSA";
        offers("KeyStore", "CratonHSM");
        offers("SecureRandom", "CratonHSM");
        offers("Mac", hmacs, "AESCMAC AES-GMAC");
        offers("KeyGenerator", hmacs, "AES AES-XTS ChaCha20 Generic");
        List<String> factories = new ArrayList<>(List.of(hmacs, "AES AES-XTS ChaCha20 Generic"));
        for (String hash : (HASHES + " SHA512/224 SHA512/256").split(" ")) {
            factories.add("HKDF-" + hash + " CounterKdfWithHmac" + hash);
        }
        for (String hash : HASHES.split(" ")) {
            factories.add("ConcatenationKdfWith" + hash + " ConcatenationKdfWithHmac" + hash);
        }
        factories.add("CounterKdfWithAESCMAC");
        offers("SecretKeyFactory", factories.toArray(String[]::new));
        offers("KeyPairGenerator", pairs, SLH);
        offers("KeyFactory", pairs, SLH);
        List<String> agreements = new ArrayList<>(List.of("ECDH ECDHC XDH X25519 X448"));
        for (String hash : HASHES.split(" ")) {
            agreements.add("ECDHwith" + hash + "KDF");
            for (String curve : List.of("ECCDH", "X25519", "X448")) {
                agreements.add(curve + "with" + hash + "KDF " + curve + "with" + hash + "CKDF");
            }
        }
        for (String curve : List.of("XDH", "X25519", "X448")) {
            for (String hash : List.of("SHA256", "SHA384", "SHA512")) {
                agreements.add(curve + "with" + hash + "HKDF");
            }
        }
        offers("KeyAgreement", agreements.toArray(String[]::new));
        offers("AlgorithmParameters", "GCM AES OAEP ChaCha20-Poly1305 RSASSA-PSS EC");
        offers(
                "MessageDigest",
                "SHA-1 SHA-224 SHA-256 SHA-384 SHA-512 SHA-512/224 SHA-512/256",
                "SHA3-224 SHA3-256 SHA3-384 SHA3-512");
        if (there("javax.crypto.KEM")) {
            offers("KEM", "DHKEM ML-KEM ML-KEM-512 ML-KEM-768 ML-KEM-1024");
        } else {
            assertThat(names("KEM")).isEmpty();
        }
        if (there("javax.crypto.KDF")) {
            offers("KDF", "HKDF-SHA256 HKDF-SHA384 HKDF-SHA512");
        } else {
            assertThat(names("KDF")).isEmpty();
        }
    }

    private static boolean there(String className) {
        try {
            Class.forName(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Whoever asks the JDK under another name or identifier may ask us under it. */
    @ParameterizedTest
    @CsvSource({"SUN", "SunRsaSign", "SunEC", "SunJCE"})
    void eachAliasOfTheJdk_isOneOfOurs(String jdk) {
        List<String> missing = new ArrayList<>();
        Provider theirs = Security.getProvider(jdk);
        for (Map.Entry<Object, Object> entry : theirs.entrySet()) {
            String key = entry.getKey().toString();
            if (!key.startsWith("Alg.Alias.")) {
                continue;
            }
            String type = key.substring(10, key.indexOf('.', 10));
            String alias = key.substring(key.indexOf('.', 10) + 1);
            Provider.Service same = OURS.getService(type, entry.getValue().toString());
            Provider.Service ours = OURS.getService(type, alias);
            if (same != null
                    && (ours == null || !ours.getAlgorithm().equals(same.getAlgorithm()))) {
                missing.add(type + " " + alias + " for " + entry.getValue());
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The metadata for native images names classes that are there. */
    @Test
    void reachabilityMetadata_namesClassesThatExist() throws Exception {
        JsonNode metadata;
        try (InputStream in =
                CratonHsmProvider.class.getResourceAsStream(
                        "/META-INF/native-image/io.craton.hsm/craton-provider/reachability-metadata.json")) {
            metadata = new ObjectMapper().readTree(in);
        }
        List<String> types = new ArrayList<>();
        metadata.path("reflection").forEach(row -> types.add(row.path("type").asText()));
        assertThat(types).contains("io.craton.hsm.provider.CratonHsmProvider");
        for (String type : types) {
            if (type.startsWith("io.craton.")
                    && !type.contains(".kem.")
                    && !type.contains(".kdf.")) {
                assertThat(there(type)).as(type).isTrue();
            }
        }
    }
}
