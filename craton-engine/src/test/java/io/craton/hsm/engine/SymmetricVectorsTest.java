package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs {@code vectors/symmetric.txt}. */
class SymmetricVectorsTest {
    /** One block of the file. */
    record Vector(Map<String, String> fields) {
        byte[] bytes(String name) {
            return hex(fields.getOrDefault(name, ""));
        }

        byte[] input() {
            String text = fields.get("text");
            return text == null ? bytes("in") : text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return fields.get("mechanism") + ", " + fields.get("source");
        }
    }

    static Stream<Arguments> vectors() throws IOException {
        List<Vector> vectors = new ArrayList<>();
        try (InputStream file =
                SymmetricVectorsTest.class.getResourceAsStream("/vectors/symmetric.txt")) {
            String all = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            for (String block : all.split("\n\n")) {
                Map<String, String> fields = new HashMap<>();
                block.lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(
                                line -> {
                                    int equals = line.indexOf('=');
                                    fields.put(
                                            line.substring(0, equals).trim(),
                                            line.substring(equals + 1).trim());
                                });
                if (!fields.isEmpty()) {
                    vectors.add(new Vector(fields));
                }
            }
        }
        return Stream.of("auto", "jdk", "bc")
                .flatMap(backend -> vectors.stream().map(vector -> Arguments.of(backend, vector)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("vectors")
    void result_isThatOfTheStandard(String backend, Vector vector) {
        CryptoEngine engine = engine(backend);
        MechanismType mechanismType = MechanismType.valueOf(vector.fields().get("mechanism"));
        Mechanism mechanism = Mechanism.of(mechanismType, parameters(mechanismType, vector));
        byte[] input = vector.input();
        byte[] output = vector.bytes("out");
        if (mechanismType.digestUse().equals(Optional.of(DigestUse.DIGEST))) {
            for (int step : new int[] {1, 2, 1000}) {
                DigestContext context = engine.digest(mechanism);
                inPieces(input, step, context::update);
                assertThat(context.copy().digest()).isEqualTo(output);
                assertThat(context.digest()).isEqualTo(output).hasSize(context.digestLength());
            }
            return;
        }
        KeyMaterial key = secret(keyType(mechanismType), vector.bytes("key"));
        if (mechanismType.name().contains("MAC")) {
            for (int step : new int[] {1, 7, 16, 1000}) {
                SignContext context = engine.sign(mechanism, key);
                inPieces(input, step, context::update);
                assertThat(context.sign()).isEqualTo(output).hasSize(context.signatureLength());
            }
            EngineFixture.verify(engine, mechanism, key, input, output);
            return;
        }
        for (int step : new int[] {1, 7, 16, 1000}) {
            assertThat(cipher(engine.encrypt(mechanism, key), input, step)).isEqualTo(output);
            assertThat(cipher(engine.decrypt(mechanism, key), output, step)).isEqualTo(input);
        }
    }

    private static KeyType keyType(MechanismType type) {
        return switch (type) {
            case CKM_CHACHA20_POLY1305 -> KeyType.CKK_CHACHA20;
            case CKM_AES_XTS -> KeyType.CKK_AES_XTS;
            case CKM_DES3_ECB, CKM_DES3_CMAC -> KeyType.CKK_DES3;
            default -> type.digest().isPresent() ? KeyType.CKK_GENERIC_SECRET : KeyType.CKK_AES;
        };
    }

    private static MechanismParameters parameters(MechanismType type, Vector vector) {
        byte[] iv = vector.bytes("iv");
        int tag = Integer.parseInt(vector.fields().getOrDefault("tag", "128"));
        return switch (type) {
            case CKM_AES_GCM -> new Gcm(iv, vector.bytes("aad"), tag);
            case CKM_AES_CCM -> new Ccm(vector.input().length, iv, vector.bytes("aad"), tag / 8);
            case CKM_CHACHA20_POLY1305 -> new ChaCha20Poly1305(iv, vector.bytes("aad"));
            case CKM_AES_CTR -> new Ctr(128, vector.bytes("counter"));
            case CKM_SHA256_HMAC_GENERAL -> new MacLength(vector.bytes("out").length);
            default -> iv.length == 0 ? MechanismParameters.NONE : new Iv(iv);
        };
    }

    private static byte[] cipher(CipherContext context, byte[] data, int step) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int at = 0;
        while (data.length - at > step) {
            int announced = context.updateLength(step);
            byte[] piece = context.update(data, at, step);
            assertThat(piece.length).isLessThanOrEqualTo(announced);
            output.writeBytes(piece);
            at += step;
        }
        int announced = context.finalLength(data.length - at);
        byte[] rest = context.doFinal(data, at, data.length - at);
        assertThat(rest.length).isLessThanOrEqualTo(announced);
        output.writeBytes(rest);
        context.close();
        return output.toByteArray();
    }

    private interface Update {
        void accept(byte[] data, int offset, int length);
    }

    private static void inPieces(byte[] data, int step, Update update) {
        for (int at = 0; at < data.length; at += step) {
            update.accept(data, at, Math.min(step, data.length - at));
        }
    }
}
