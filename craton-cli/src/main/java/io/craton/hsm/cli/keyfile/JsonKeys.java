package io.craton.hsm.cli.keyfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.spi.KeyFormatException;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.EcParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys as JSON (RFC 7517, 7518 and 8037; {@code AKP} for post-quantum keys), one or a set, also
 * under a passphrase. Their {@code kid} is their name.
 */
final class JsonKeys {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Map<AttributeType<byte[]>, String> RSA =
            Map.of(
                    AttributeType.CKA_MODULUS, "n",
                    AttributeType.CKA_PUBLIC_EXPONENT, "e",
                    AttributeType.CKA_PRIVATE_EXPONENT, "d",
                    AttributeType.CKA_PRIME_1, "p",
                    AttributeType.CKA_PRIME_2, "q",
                    AttributeType.CKA_EXPONENT_1, "dp",
                    AttributeType.CKA_EXPONENT_2, "dq",
                    AttributeType.CKA_COEFFICIENT, "qi");

    /** The uses of AES in names such as A128GCM and A256CBC-HS512. */
    private static final String AES = "A(128|192|256)(KW|GCM|GCMKW|CBC|CTR)";

    private JsonKeys() {}

    /** Whether a file is an object in JSON, by its first letter. */
    static boolean isIn(byte[] file) {
        int at = 0;
        while (at < file.length && Character.isWhitespace(file[at])) {
            at++;
        }
        return at < file.length && file[at] == '{';
    }

    /**
     * Reads a file.
     *
     * @param secretType what a secret key without {@code alg} is for; null to refuse it
     */
    static KeyFile read(byte[] file, Passphrase passphrase, @Nullable KeyType secretType)
            throws GeneralSecurityException {
        JsonNode json = json(file);
        if (json.has("ciphertext")) {
            byte[] opened = JsonEncryption.open(json, passphrase);
            try {
                json = json(opened);
            } finally {
                Arrays.fill(opened, (byte) 0);
            }
        }
        List<KeyInFile> keys = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        try {
            for (JsonNode each : json.has("keys") ? json.get("keys") : List.of(json)) {
                if (each.path("kty").asText().equals("oct") || each.has("d") || each.has("priv")) {
                    keys.add(key(each, secretType));
                } else if (each.has("kty")) {
                    leftOut.add("a public key");
                } else {
                    throw new KeyFormatException("it is JSON, and no JWK: there is no kty");
                }
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            KeyFile.close(keys);
            throw e;
        }
        if (keys.isEmpty() && leftOut.isEmpty()) {
            throw new KeyFormatException("there is none in it");
        }
        return new KeyFile(keys, leftOut);
    }

    private static JsonNode json(byte[] file) throws KeyFormatException {
        try {
            return MAPPER.readTree(file);
        } catch (IOException e) {
            // Without a cause, which quotes what it has read.
            throw new KeyFormatException("it is not JSON");
        }
    }

    private static KeyInFile key(JsonNode json, @Nullable KeyType secretType)
            throws GeneralSecurityException {
        String type = json.path("kty").asText();
        KeyInFile key =
                switch (type) {
                    case "RSA" -> KeyInFile.of(rsa(json));
                    case "EC", "OKP" -> KeyInFile.of(curve(json, type));
                    case "AKP" -> KeyInFile.of(postQuantum(json));
                    case "oct" -> KeyInFile.secret(secretType(json, secretType), bytes(json, "k"));
                    default ->
                            throw new KeyFormatException("keys of type " + type + " are unknown");
                };
        return key.named(json.path("kid").asText()).with(chain(json));
    }

    private static Template.Builder privateKey(KeyType type) {
        return Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).keyType(type);
    }

    private static Template rsa(JsonNode json) throws KeyFormatException {
        if (json.has("oth")) {
            throw new KeyFormatException("RSA keys with more than two primes are not supported");
        }
        Template.Builder key = privateKey(KeyType.CKK_RSA);
        for (Map.Entry<AttributeType<byte[]>, String> number : RSA.entrySet()) {
            if (json.has(number.getValue())) {
                secret(key, number.getKey(), bytes(json, number.getValue()));
            }
        }
        return key.build();
    }

    private static Template curve(JsonNode json, String type) throws KeyFormatException {
        String name = json.path("crv").asText();
        Curve curve =
                Stream.of(Curve.values())
                        .filter(
                                each ->
                                        type.equals("EC")
                                                == (each.form() == Curve.Form.WEIERSTRASS))
                        .filter(each -> isNamed(each, name))
                        .findFirst()
                        .orElseThrow(() -> new KeyFormatException("the curve is unknown: " + name));
        Template.Builder key =
                privateKey(curve.keyType()).set(AttributeType.CKA_EC_PARAMS, EcParams.of(curve));
        secret(key, AttributeType.CKA_VALUE, bytes(json, "d"));
        if (type.equals("OKP")) {
            return json.has("x")
                    ? key.set(AttributeType.CKA_EC_POINT, bytes(json, "x")).build()
                    : key.build();
        }
        return key.set(AttributeType.CKA_EC_POINT, point(bytes(json, "x"), bytes(json, "y")))
                .build();
    }

    private static boolean isNamed(Curve curve, String name) {
        return curve.javaName().equals(name) || Curve.ofName(name).equals(Optional.of(curve));
    }

    /** Not compressed (SEC 1 section 2.3.3). */
    private static byte[] point(byte[] x, byte[] y) {
        byte[] point = new byte[1 + x.length + y.length];
        point[0] = 4;
        System.arraycopy(x, 0, point, 1, x.length);
        System.arraycopy(y, 0, point, 1 + x.length, y.length);
        return point;
    }

    private static Template postQuantum(JsonNode json) throws KeyFormatException {
        String name = json.path("alg").asText();
        ParameterSet set =
                Stream.of(ParameterSet.values())
                        .filter(each -> each.standardName().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new KeyFormatException("the algorithm is unknown: " + name));
        Template.Builder key =
                privateKey(set.keyType()).set(AttributeType.CKA_PARAMETER_SET, set.code());
        byte[] value = bytes(json, "priv");
        boolean seed = set.seedLength() > 0 && value.length == set.seedLength();
        secret(key, seed ? AttributeType.CKA_SEED : AttributeType.CKA_VALUE, value);
        if (json.has("pub")) {
            byte[] identifier = DerWriter.sequence(DerWriter.oid(set.oid()));
            byte[] info = DerWriter.sequence(identifier, DerWriter.bits(bytes(json, "pub")));
            key.set(AttributeType.CKA_PUBLIC_KEY_INFO, info);
        }
        return key.build();
    }

    private static KeyType secretType(JsonNode json, @Nullable KeyType asked)
            throws KeyFormatException {
        if (asked != null) {
            return asked;
        }
        String name = json.path("alg").asText();
        if (name.matches(AES)) {
            return KeyType.CKK_AES;
        }
        KeyType mac =
                name.matches("HS\\d{3}")
                        ? Digest.ofName("SHA" + name.substring(2))
                                .map(Digest::hmacKeys)
                                .orElse(null)
                        : null;
        if (mac == null) {
            throw new KeyFormatException(
                    "it does not say what the secret key in it is for, or something unknown; say it with --type, such as"
                            + " --type aes:256");
        }
        return mac;
    }

    private static void secret(Template.Builder key, AttributeType<byte[]> type, byte[] value) {
        key.set(type, value);
        Arrays.fill(value, (byte) 0);
    }

    static byte[] bytes(JsonNode json, String member) throws KeyFormatException {
        JsonNode value = json.path(member);
        try {
            if (value.isTextual()) {
                return Base64.getUrlDecoder().decode(value.asText());
            }
        } catch (IllegalArgumentException e) {
            // Without a cause, which may quote the value.
            throw new KeyFormatException("its member " + member + " is not Base64 for URLs");
        }
        throw new KeyFormatException("its member " + member + " is missing");
    }

    /** The certificates of {@code x5c}. */
    private static List<X509Certificate> chain(JsonNode json) throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "SUN");
        for (JsonNode each : json.path("x5c")) {
            byte[] der = certificate(each.asText());
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return chain;
    }

    private static byte[] certificate(String base64) throws KeyFormatException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new KeyFormatException("a certificate in it is not Base64", e);
        }
    }
}
