package io.craton.hsm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.provider.WycheproofOperations.Operation;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.spi.der.DerWriter;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKey;

/** What Wycheproof's vectors of ML-DSA keys and of ML-KEM ask of a provider. */
final class WycheproofPostQuantum {
    private static final int SEED_TAG = 0x80;

    private final Provider provider;
    private final WycheproofOperations keys;

    WycheproofPostQuantum(Provider provider, WycheproofOperations keys) {
        this.provider = provider;
        this.keys = keys;
    }

    private static byte[] hex(JsonNode node, String field) {
        return HexFormat.of().parseHex(node.path(field).asText());
    }

    private static byte[] identifier(String algorithm) {
        KeyAlgorithm row =
                KeyAlgorithm.all().stream()
                        .filter(each -> each.name().equals(algorithm))
                        .findFirst()
                        .orElseThrow();
        int last = Integer.parseInt(row.oid().substring(row.oid().lastIndexOf('.') + 1));
        String arcs =
                algorithm.startsWith("ML-DSA") ? "06096086480165030403" : "06096086480165030404";
        return WycheproofOperations.identifier(arcs + String.format("%02x", last));
    }

    private PrivateKey imported(String algorithm, byte[] key) throws Exception {
        return keys.privateKey(algorithm, WycheproofOperations.pkcs8(identifier(algorithm), key));
    }

    /** The key signs, and its signature is good. */
    Operation mlDsaKey(String algorithm, JsonNode group) {
        return new Operation(
                "",
                test -> {
                    PrivateKey own =
                            group.has("privateSeed")
                                    ? imported(
                                            algorithm,
                                            DerWriter.element(SEED_TAG, hex(group, "privateSeed")))
                                    : imported(
                                            algorithm, DerWriter.octets(hex(group, "privateKey")));
                    Signature signature = Signature.getInstance(algorithm, provider);
                    signature.initSign(own);
                    signature.update(hex(test, "msg"));
                    byte[] value = signature.sign();
                    signature.initVerify(
                            OtherServicesTest.raw(
                                    algorithm, ((TokenPrivateKey) own).publicKeyInfo()));
                    signature.update(hex(test, "msg"));
                    return WycheproofOperations.verdict(signature.verify(value));
                });
    }

    /** The public key of a seed. */
    Operation keyGeneration(String algorithm) {
        return new Operation(
                "ek",
                test -> {
                    PrivateKey own =
                            imported(algorithm, DerWriter.element(SEED_TAG, hex(test, "seed")));
                    byte[] spki = ((TokenPrivateKey) own).publicKeyInfo();
                    int length = hex(test, "ek").length;
                    return Arrays.copyOfRange(spki, spki.length - length, spki.length);
                });
    }

    /** What a key of a seed, or an expanded key, decapsulates. */
    Operation decapsulation(String algorithm) {
        return new Operation(
                "K",
                test -> {
                    PrivateKey own =
                            imported(
                                    algorithm,
                                    test.has("dk")
                                            ? DerWriter.octets(hex(test, "dk"))
                                            : DerWriter.element(SEED_TAG, hex(test, "seed")));
                    Object decapsulator =
                            KemTest.decapsulator(KemTest.kem(algorithm, provider), own);
                    SecretKey secret =
                            (SecretKey)
                                    KemTest.call(
                                            decapsulator,
                                            "decapsulate",
                                            new Class<?>[] {byte[].class},
                                            hex(test, "c"));
                    return secret.getEncoded();
                });
    }

    /** Whether a secret can be made for a public key. */
    Operation encapsulation(String algorithm) {
        return new Operation(
                "",
                test -> {
                    byte[] spki =
                            DerWriter.sequence(
                                    identifier(algorithm),
                                    DerWriter.element(3, new byte[1], hex(test, "ek")));
                    Object encapsulator =
                            KemTest.encapsulator(
                                    KemTest.kem(algorithm, provider),
                                    OtherServicesTest.raw(algorithm, spki));
                    KemTest.call(encapsulator, "encapsulate", new Class<?>[0]);
                    return new byte[0];
                });
    }
}
