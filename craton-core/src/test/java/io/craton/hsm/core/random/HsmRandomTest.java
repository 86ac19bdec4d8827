package io.craton.hsm.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HsmRandomTest {
    private static final Consumer<String> IGNORED = what -> {};

    /** More than opening needs: start-up samples, seed, nonce. */
    private static final int OPENED =
            HealthTests.START_UP_SAMPLES + HmacDrbg.ENTROPY_LENGTH + HmacDrbg.NONCE_LENGTH;

    @Test
    @Tag("S2-26")
    @Tag("S2-27")
    void nextBytes_operatingSystemSource_fillsEveryByte() {
        try (HsmRandom random = HsmRandom.open(IGNORED)) {
            for (int length : new int[] {0, 1, 31, 32, 33, 1024, 2047, 2048, 2049, 70_000}) {
                byte[] ever = new byte[length];
                for (int i = 0; i < 20; i++) {
                    byte[] bytes = random.bytes(length);
                    for (int j = 0; j < length; j++) {
                        ever[j] |= bytes[j];
                    }
                }
                // Each bit was set at least once in 20 draws: at 70,000 bytes a stray miss is
                // likely, a gap is not.
                long missing = 0;
                for (byte b : ever) {
                    missing += 8 - Integer.bitCount(b & 0xff);
                }
                assertThat(missing).isLessThanOrEqualTo(10);
            }
        }
    }

    @Test
    void nextBytes_partOfArray_leavesTheRestAlone() {
        try (HsmRandom random = HsmRandom.open(IGNORED)) {
            byte[] bytes = new byte[64];
            random.nextBytes(bytes, 16, 32);

            assertThat(bytes).startsWith(new byte[16]).endsWith(new byte[16]);
            assertThat(java.util.Arrays.copyOfRange(bytes, 16, 48)).isNotEqualTo(new byte[32]);
        }
    }

    @Test
    @Tag("S3-10")
    void nextBytes_clonedState_differsAtTheFirstRequest() {
        // Two generators that were fed the same bytes have the same state, as the two copies of a
        // machine have.
        // From then on each has its own operating system. A reseeding takes 32 bytes, and so does
        // each request.
        for (int drawn : new int[] {0, 1, 11, 64, 65}) {
            int before = OPENED + 32 * drawn + 32 * ((drawn + 63) / 64);
            HsmRandom one = open(ScriptedEntropy.goodThen(42, before, ScriptedEntropy.good(1)));
            HsmRandom two = open(ScriptedEntropy.goodThen(42, before, ScriptedEntropy.good(2)));
            for (int i = 0; i < drawn; i++) {
                assertThat(one.bytes(32)).isEqualTo(two.bytes(32));
            }

            for (int i = 0; i < 200; i++) {
                assertThat(one.bytes(32)).isNotEqualTo(two.bytes(32));
            }
        }
    }

    @Test
    void nextBytes_sourceThatIsKnown_isStillSecretFromTheDrbg() {
        // Whoever reads along what the operating system gives, but not the seed, does not know the
        // output.
        byte[] read = new byte[32];
        boolean[] record = {false};
        EntropySource good = ScriptedEntropy.good(3);
        HsmRandom random =
                open(
                        (bytes, offset, length) -> {
                            good.read(bytes, offset, length);
                            if (record[0] && length == 32 && bytes.length == 32) {
                                System.arraycopy(bytes, offset, read, 0, 32);
                            }
                        });
        random.bytes(32);
        record[0] = true;

        assertThat(random.bytes(32)).isNotEqualTo(read);
    }

    @Test
    void nextBytes_manyThreads_neverRepeat() throws InterruptedException {
        try (HsmRandom random = HsmRandom.open(IGNORED)) {
            Set<String> seen = ConcurrentHashMap.newKeySet();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Thread thread =
                        new Thread(
                                () -> {
                                    for (int i = 0; i < 5_000; i++) {
                                        seen.add(HexFormat.of().formatHex(random.bytes(16)));
                                    }
                                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(seen).hasSize(8 * 5_000);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x5a, 0xff})
    @Tag("S2-28")
    @Tag("S3-9")
    void open_stuckSource_fails(int value) {
        assertFails(() -> open(ScriptedEntropy.stuckAt(value)), ReturnCode.CKR_FUNCTION_FAILED);
    }

    @Test
    void open_biasedSource_fails() {
        assertFails(() -> open(ScriptedEntropy.biased(5, 60)), ReturnCode.CKR_FUNCTION_FAILED);
    }

    @Test
    @Tag("S2-28")
    @Tag("S2-29")
    @Tag("S3-6")
    @Tag("S3-7")
    @Tag("S3-8")
    void nextBytes_sourceGetsStuck_failsOnceThenStaysInError() {
        List<String> told = new ArrayList<>();
        ScriptedEntropy source =
                ScriptedEntropy.goodThen(6, OPENED + 5_000, ScriptedEntropy.stuckAt(0));
        HsmRandom random = HsmRandom.open(source, told::add, 1, shard -> new byte[] {1});
        byte[] bytes = new byte[32];

        assertFails(
                () -> drawUntilFailure(random, bytes, 5_100 / 32), ReturnCode.CKR_FUNCTION_FAILED);

        assertThat(bytes).isEqualTo(new byte[32]);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("drbg health-test failure", "repetition count");
        assertThat(source.closed).isTrue();
        for (int i = 0; i < 3; i++) {
            assertFails(() -> random.nextBytes(bytes), ReturnCode.CKR_GENERAL_ERROR);
            assertFails(() -> random.seed(new byte[8]), ReturnCode.CKR_GENERAL_ERROR);
        }
        // Opened again, it works: nothing is kept beyond the instance.
        assertThat(HsmRandom.open(IGNORED).bytes(32)).isNotEqualTo(new byte[32]);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 50, 90})
    void nextBytes_sourceGetsBiased_fails(int percent) {
        HsmRandom random =
                open(
                        ScriptedEntropy.goodThen(
                                7, OPENED + 5_000, ScriptedEntropy.biased(8, percent)));

        assertFails(
                () -> drawUntilFailure(random, new byte[32], 1_000),
                ReturnCode.CKR_FUNCTION_FAILED);
        assertFails(() -> random.bytes(1), ReturnCode.CKR_GENERAL_ERROR);
    }

    @Test
    void nextBytes_sourceBreaks_failsAndStaysInError() {
        HsmRandom random =
                open(
                        ScriptedEntropy.goodThen(
                                9,
                                OPENED + 100,
                                (bytes, offset, length) -> {
                                    throw new IOException("gone");
                                }));

        assertFails(
                () -> drawUntilFailure(random, new byte[32], 100), ReturnCode.CKR_FUNCTION_FAILED);
        assertFails(() -> random.bytes(1), ReturnCode.CKR_GENERAL_ERROR);
    }

    @Test
    void seed_thenNextBytes_goesOnWithOtherBytes() {
        HsmRandom plain = open(ScriptedEntropy.good(10));
        HsmRandom seeded = open(ScriptedEntropy.good(10));
        assertThat(plain.bytes(32)).isEqualTo(seeded.bytes(32));
        plain.seed(new byte[0]);
        seeded.seed(new byte[0]);
        assertThat(plain.bytes(32)).isEqualTo(seeded.bytes(32));

        plain.seed("a seed".getBytes(StandardCharsets.UTF_8));
        seeded.seed("another".getBytes(StandardCharsets.UTF_8));

        assertThat(plain.bytes(32)).isNotEqualTo(seeded.bytes(32));
    }

    @Test
    void close_thenNextBytes_isRefused() {
        ScriptedEntropy source = ScriptedEntropy.good(12);
        HsmRandom random = open(source);
        random.close();
        random.close();

        assertThat(source.closed).isTrue();
        assertFails(() -> random.bytes(1), ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED);
    }

    @Test
    @Timeout(60)
    void secureRandom_servesTheEngines() {
        try (HsmRandom random = HsmRandom.open(IGNORED)) {
            SecureRandom secure = random.secureRandom();
            byte[] one = new byte[16];
            byte[] two = new byte[16];
            secure.nextBytes(one);
            secure.setSeed(7);
            secure.setSeed(one);
            secure.nextBytes(two);

            assertThat(one).isNotEqualTo(two);
            assertThat(secure.getAlgorithm()).isEqualTo("HMAC_DRBG");
            assertThat(secure.generateSeed(16)).hasSize(16).isNotEqualTo(new byte[16]);
            assertThat(new java.math.BigInteger(128, secure))
                    .isNotEqualTo(new java.math.BigInteger(128, secure));
            assertThat(secure.nextInt(10)).isBetween(0, 9);
        }
    }

    private static HsmRandom open(EntropySource source) {
        return HsmRandom.open(source, IGNORED, 1, shard -> new byte[] {1});
    }

    private static void drawUntilFailure(HsmRandom random, byte[] bytes, int times) {
        for (int i = 0; i < times; i++) {
            random.nextBytes(bytes);
        }
    }

    private static void assertFails(ThrowingCallable call, ReturnCode code) {
        assertThatThrownBy(call)
                .asInstanceOf(type(HsmException.class))
                .extracting(HsmException::code)
                .isEqualTo(code);
    }
}
