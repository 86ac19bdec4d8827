package io.craton.hsm.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link HmacDrbg} against NIST's vectors, which are in {@code hmac_drbg_sha256.txt}. */
@Tag("S2-26")
class HmacDrbgTest {
    private static final byte[] NOTHING = {};

    static Stream<Map<String, String>> vectors() throws IOException {
        List<Map<String, String>> vectors = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        HmacDrbgTest.class.getResourceAsStream(
                                                "hmac_drbg_sha256.txt")),
                                StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("Group")) {
                    vectors.add(new HashMap<>());
                }
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" = ", 2);
                    vectors.get(vectors.size() - 1).put(parts[0], parts[1]);
                }
            }
        }
        assertThat(vectors).hasSize(9);
        return vectors.stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void generate_nistVector_givesReturnedBits(Map<String, String> vector) {
        HmacDrbg drbg =
                new HmacDrbg(
                        bytes(vector, "EntropyInput"),
                        bytes(vector, "Nonce"),
                        bytes(vector, "PersonalizationString"));
        if (vector.containsKey("EntropyInputReseed")) {
            drbg.reseed(
                    bytes(vector, "EntropyInputReseed"), bytes(vector, "AdditionalInputReseed"));
        }
        byte[] out = new byte[128];
        for (String request : List.of("1", "2")) {
            byte[] additional = bytes(vector, "AdditionalInput" + request);
            if (vector.containsKey("EntropyInputPR" + request)) {
                // Prediction resistance: the additional input goes into the reseeding (section
                // 9.3.1, step 7).
                drbg.reseed(bytes(vector, "EntropyInputPR" + request), additional);
                additional = NOTHING;
            }
            drbg.generate(out, 0, out.length, additional);
        }

        assertThat(out).isEqualTo(bytes(vector, "ReturnedBits"));
    }

    @Test
    void generate_moreThanAllowed_isRefused() {
        HmacDrbg drbg = new HmacDrbg(new byte[32], new byte[16], NOTHING);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> drbg.generate(new byte[HmacDrbg.MAX_REQUEST + 1]));
        drbg.generate(new byte[HmacDrbg.MAX_REQUEST]);
    }

    @Test
    void generate_partOfArray_leavesTheRestAlone() {
        byte[] out = new byte[50];
        new HmacDrbg(new byte[32], new byte[16], NOTHING).generate(out, 5, 37, NOTHING);

        assertThat(out).startsWith(new byte[5]).endsWith(new byte[8]);
        byte[] direct = new byte[37];
        new HmacDrbg(new byte[32], new byte[16], NOTHING).generate(direct);
        assertThat(java.util.Arrays.copyOfRange(out, 5, 42)).isEqualTo(direct);
    }

    private static byte[] bytes(Map<String, String> vector, String name) {
        return HexFormat.of().parseHex(vector.getOrDefault(name, ""));
    }
}
