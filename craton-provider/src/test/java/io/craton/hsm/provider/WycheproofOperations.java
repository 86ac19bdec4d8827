package io.craton.hsm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** What the kinds of Wycheproof's vectors ask of a provider. */
final class WycheproofOperations {
    private static final Map<String, String> CURVE_OIDS =
            Map.of(
                    "secp256r1", "06082a8648ce3d030107",
                    "secp384r1", "06052b81040022",
                    "secp521r1", "06052b81040023",
                    "secp256k1", "06052b8104000a",
                    "brainpoolP256r1", "06092b2403030208010107",
                    "brainpoolP320r1", "06092b2403030208010109",
                    "brainpoolP384r1", "06092b240303020801010b",
                    "brainpoolP512r1", "06092b240303020801010d");
    private static final Set<String> DIGESTS =
            Set.of(
                    "SHA-1",
                    "SHA-224",
                    "SHA-256",
                    "SHA-384",
                    "SHA-512",
                    "SHA3-224",
                    "SHA3-256",
                    "SHA3-384",
                    "SHA3-512");

    private final Provider provider;
    private final WycheproofSymmetric symmetric;
    private final WycheproofPostQuantum postQuantum;
    private final Map<String, PrivateKey> rsaKeys = new HashMap<>();

    WycheproofOperations(Provider provider) {
        this.provider = provider;
        this.symmetric = new WycheproofSymmetric(provider);
        this.postQuantum = new WycheproofPostQuantum(provider, this);
    }

    /** Runs one vector; a verdict that is no is an exception. */
    interface Run {
        byte[] run(JsonNode test) throws Exception;
    }

    /**
     * @param expected the field with the result; empty for a verdict
     * @param alwaysGives whether an invalid vector may give a result, as long as it is not the
     *     expected one
     */
    record Operation(String expected, Run body, boolean alwaysGives) {
        Operation(String expected, Run body) {
            this(expected, body, expected.equals("tag"));
        }

        byte[] run(JsonNode test) throws Exception {
            return body.run(test);
        }
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.path(field).asText());
    }

    /** Whether a vector is for what the provider has: no context of ML-DSA, no short RSA keys. */
    boolean offers(JsonNode test) {
        boolean emptyKey = test.has("key") && test.path("key").asText().isEmpty();
        String flags = test.path("flags").toString();
        return !emptyKey
                && test.path("ctx").asText().isEmpty()
                && !flags.contains("Internal")
                && !flags.contains("SmallModulus");
    }

    Optional<Operation> of(JsonNode root, JsonNode group, String file) {
        String algorithm = root.path("algorithm").asText();
        return switch (group.path("type").asText()) {
            case "AeadTest" -> symmetric.aead(algorithm, group);
            case "IndCpaTest" ->
                    algorithm.equals("AES-CBC-PKCS5")
                            ? Optional.of(new Operation("msg", symmetric::cbc))
                            : Optional.empty();
            case "MacTest" -> symmetric.mac(algorithm, group);
            case "KeywrapTest" -> symmetric.wrap(algorithm);
            case "EcdhTest", "EcdhEcpointTest" -> ecdh(group);
            case "XdhComp", "XdhAsnComp" ->
                    Optional.of(
                            new Operation(
                                    "shared", test -> xdh(group.path("curve").asText(), test)));
            case "EcdsaVerify" -> ecdsa(group, "withECDSA");
            case "EcdsaP1363Verify" -> ecdsa(group, "withECDSAinP1363Format");
            case "EddsaVerify" ->
                    verdict(file.startsWith("ed448") ? "Ed448" : "Ed25519", "EdDSA", group, null);
            case "RsassaPkcs1Verify" ->
                    DIGESTS.contains(group.path("sha").asText())
                            ? verdict(hash(group) + "withRSA", "RSA", group, null)
                            : Optional.empty();
            case "RsassaPssVerify", "RsassaPssWithParametersVerify" -> pss(group);
            case "RsaesOaepDecrypt" -> oaep(group);
            // A wrong padding is decrypted to something else than the message.
            case "RsaesPkcs1Decrypt" ->
                    Optional.of(
                            new Operation(
                                    "msg",
                                    test -> rsa("RSA/ECB/PKCS1Padding", null, group, test),
                                    true));
            case "MlDsaVerify" -> verdict(algorithm, algorithm, group, null);
            case "MlDsaSign" -> Optional.of(postQuantum.mlDsaKey(algorithm, group));
            case "MLKEMKeyGen" ->
                    Optional.of(postQuantum.keyGeneration(group.path("parameterSet").asText()));
            case "MLKEMTest", "MLKEMDecapsValidationTest" ->
                    Optional.of(postQuantum.decapsulation(group.path("parameterSet").asText()));
            case "MLKEMEncapsTest" ->
                    Optional.of(postQuantum.encapsulation(group.path("parameterSet").asText()));
            default -> Optional.empty();
        };
    }

    private static String hash(JsonNode group) {
        String name = group.path("sha").asText();
        return name.startsWith("SHA-") ? "SHA" + name.substring(4) : name;
    }

    // Agreement

    PrivateKey privateKey(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm, provider)
                .generatePrivate(
                        CratonKeySpec.builder()
                                .token(false)
                                .keySpec(new PKCS8EncodedKeySpec(pkcs8))
                                .build());
    }

    static byte[] identifier(String... oids) {
        byte[] all = new byte[0];
        for (String oid : oids) {
            byte[] next = HexFormat.of().parseHex(oid);
            int length = all.length;
            all = Arrays.copyOf(all, length + next.length);
            System.arraycopy(next, 0, all, length, next.length);
        }
        return DerWriter.sequence(all);
    }

    static byte[] pkcs8(byte[] identifier, byte[] key) {
        return DerWriter.sequence(
                DerWriter.integer(BigInteger.ZERO), identifier, DerWriter.octets(key));
    }

    private byte[] agree(String algorithm, PrivateKey own, byte[] spki) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, provider);
        agreement.init(own);
        agreement.doPhase(OtherServicesTest.raw(algorithm, spki), true);
        byte[] secret = agreement.generateSecret();
        PublicKey parsed =
                KeyFactory.getInstance(algorithm.equals("ECDH") ? "EC" : algorithm, provider)
                        .generatePublic(new X509EncodedKeySpec(spki));
        agreement.doPhase(parsed, true);
        if (!Arrays.equals(secret, agreement.generateSecret())) {
            throw new IllegalStateException("two secrets");
        }
        return secret;
    }

    private Optional<Operation> ecdh(JsonNode group) {
        String curve = group.path("curve").asText();
        if (!CURVE_OIDS.containsKey(curve)) {
            return Optional.empty();
        }
        byte[] identifier = identifier("06072a8648ce3d0201", CURVE_OIDS.get(curve));
        int bits = Integer.parseInt(curve.replaceAll("\\D*(\\d{3}).*", "$1"));
        int length = (bits + 7) / 8;
        return Optional.of(
                new Operation(
                        "shared",
                        test -> {
                            byte[] number = new BigInteger(1, hex(test, "private")).toByteArray();
                            byte[] fixed = new byte[length];
                            int copied = Math.min(length, number.length);
                            System.arraycopy(
                                    number, number.length - copied, fixed, length - copied, copied);
                            byte[] sec1 =
                                    DerWriter.sequence(
                                            DerWriter.integer(BigInteger.ONE),
                                            DerWriter.octets(fixed));
                            byte[] point = hex(test, "public");
                            byte[] spki =
                                    group.path("encoding").asText().equals("ecpoint")
                                            ? DerWriter.sequence(
                                                    identifier,
                                                    DerWriter.element(3, new byte[1], point))
                                            : point;
                            return agree("ECDH", privateKey("EC", pkcs8(identifier, sec1)), spki);
                        }));
    }

    private byte[] xdh(String curve, JsonNode test) throws Exception {
        boolean small = curve.equals("curve25519") || curve.equals("X25519");
        byte[] identifier = identifier(small ? "06032b656e" : "06032b656f");
        String name = small ? "X25519" : "X448";
        PrivateKey own =
                privateKey(name, pkcs8(identifier, DerWriter.octets(hex(test, "private"))));
        return agree(
                name,
                own,
                DerWriter.sequence(
                        identifier, DerWriter.element(3, new byte[1], hex(test, "public"))));
    }

    // Signatures

    private Optional<Operation> ecdsa(JsonNode group, String form) {
        boolean offered =
                CURVE_OIDS.containsKey(group.path("publicKey").path("curve").asText())
                        && DIGESTS.contains(group.path("sha").asText());
        return offered ? verdict(hash(group) + form, "EC", group, null) : Optional.empty();
    }

    private Optional<Operation> pss(JsonNode group) {
        String mask = group.path("mgfSha").asText();
        if (!DIGESTS.contains(group.path("sha").asText()) || !DIGESTS.contains(mask)) {
            return Optional.empty();
        }
        return verdict(
                "RSASSA-PSS",
                "RSA",
                group,
                new PSSParameterSpec(
                        group.path("sha").asText(),
                        "MGF1",
                        new MGF1ParameterSpec(mask),
                        group.path("sLen").asInt(),
                        1));
    }

    private Optional<Operation> verdict(
            String algorithm, String keys, JsonNode group, AlgorithmParameterSpec parameters) {
        byte[] spki = hex(group, "publicKeyDer");
        return Optional.of(
                new Operation(
                        "",
                        test -> {
                            boolean raw =
                                    verify(
                                            algorithm,
                                            OtherServicesTest.raw(keys, spki),
                                            parameters,
                                            test);
                            PublicKey parsed =
                                    KeyFactory.getInstance(keys, provider)
                                            .generatePublic(new X509EncodedKeySpec(spki));
                            if (raw != verify(algorithm, parsed, parameters, test)) {
                                throw new IllegalStateException("two verdicts");
                            }
                            return verdict(raw);
                        }));
    }

    private boolean verify(
            String algorithm, PublicKey key, AlgorithmParameterSpec parameters, JsonNode test)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm, provider);
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.initVerify(key);
        signature.update(hex(test, "msg"));
        try {
            return signature.verify(hex(test, "sig"));
        } catch (SignatureException e) {
            return false;
        }
    }

    static byte[] verdict(boolean good) throws SignatureException {
        if (!good) {
            throw new SignatureException("the verdict is no");
        }
        return new byte[0];
    }

    // RSA encryption

    private Optional<Operation> oaep(JsonNode group) {
        String digest = group.path("sha").asText();
        String mask = group.path("mgfSha").asText();
        if (!DIGESTS.contains(digest) || !DIGESTS.contains(mask)) {
            return Optional.empty();
        }
        return Optional.of(
                new Operation(
                        "msg",
                        test ->
                                rsa(
                                        "RSA/ECB/OAEPWith" + digest + "AndMGF1Padding",
                                        new OAEPParameterSpec(
                                                digest,
                                                "MGF1",
                                                new MGF1ParameterSpec(mask),
                                                new PSource.PSpecified(hex(test, "label"))),
                                        group,
                                        test)));
    }

    private byte[] rsa(
            String transformation, AlgorithmParameterSpec parameters, JsonNode group, JsonNode test)
            throws GeneralSecurityException {
        PrivateKey own =
                rsaKeys.computeIfAbsent(group.path("privateKeyPkcs8").asText(), this::rsaKey);
        Cipher cipher = Cipher.getInstance(transformation, provider);
        cipher.init(Cipher.DECRYPT_MODE, own, parameters);
        return cipher.doFinal(hex(test, "ct"));
    }

    private PrivateKey rsaKey(String pkcs8) {
        try {
            return privateKey("RSA", HexFormat.of().parseHex(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
