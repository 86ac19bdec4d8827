package io.craton.hsm.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.craton.hsm.HsmException;
import io.craton.hsm.spi.SecretAccess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBytesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 32, 33, 64, 1200, 4096, 9000, 70_000, 300_000})
    void take_anyLength_isReadBackAndTheSourceIsWiped(int length) {
        byte[] secret = new byte[length];
        new Random(length).nextBytes(secret);
        byte[] expected = secret.clone();

        try (SecretBytes taken = SecretBytes.take(secret)) {
            assertThat(secret).isEqualTo(new byte[length]);
            assertThat(taken.length()).isEqualTo(length);
            assertThat(taken.copy(SecretAccess.READ)).isEqualTo(expected);
            byte[] target = new byte[length + 3];
            taken.copyTo(SecretAccess.READ, target, 2);
            assertThat(Arrays.copyOfRange(target, 2, 2 + length)).isEqualTo(expected);
            assertThat(taken).hasToString("SecretBytes[" + length + "]");
        }
    }

    @Test
    void use_givesACopyThatIsWipedAfterwards() {
        byte[][] seen = new byte[1][];
        try (SecretBytes taken = SecretBytes.take(new byte[] {1, 2, 3})) {
            int sum =
                    taken.use(
                            SecretAccess.READ,
                            bytes -> {
                                seen[0] = bytes;
                                return bytes[0] + bytes[1] + bytes[2];
                            });

            assertThat(sum).isEqualTo(6);
            assertThat(seen[0]).containsOnly(0);
        }
    }

    @Test
    void close_thenRead_isRefused() {
        SecretBytes taken = SecretBytes.take(new byte[] {1});
        taken.close();
        taken.close();

        assertThatThrownBy(() -> taken.copy(SecretAccess.READ))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_KEY_HANDLE_INVALID");
        assertThatThrownBy(() -> taken.use(SecretAccess.READ, bytes -> 0))
                .isInstanceOf(HsmException.class);
    }

    @Test
    void close_wipesTheBlockAndItServesTheNextSecret() {
        SecretArena arena = new SecretArena(new PageProtection());
        SecretArena.Block block = arena.allocate(32);
        block.slab().put(block.offset(), new byte[] {1, 2, 3, 4});
        try (SecretBytes owner = SecretBytes.take(new byte[1])) {
            SecretArena.Owned owned = arena.own(owner, block);
            arena.release(owned);
            arena.release(owned); // twice does not put it on the list twice
        }

        assertThat(block.slab().getLong(block.offset())).isZero();
        assertThat(arena.allocate(20)).isEqualTo(block);
        assertThat(arena.allocate(20)).isNotEqualTo(block);
        assertThat(arena.reserved()).isEqualTo(16 << 10);
    }

    @Test
    void allocate_blocks_neverOverlap() {
        List<SecretBytes> secrets = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] secret = new byte[1 + random.nextInt(300)];
            Arrays.fill(secret, (byte) i);
            secrets.add(SecretBytes.take(secret));
            if (i % 3 == 0) {
                secrets.remove(random.nextInt(secrets.size())).close();
            }
        }
        for (SecretBytes secret : secrets) {
            byte[] copy = secret.copy(SecretAccess.READ);
            assertThat(copy).containsOnly(copy[0]);
            secret.close();
        }
    }

    @Test
    void unreachableSecret_givesItsMemoryBack() throws InterruptedException {
        int before = SecretArena.SHARED.live();
        for (int i = 0; i < 500; i++) {
            SecretBytes.take(new byte[48]);
        }
        for (int i = 0; i < 100 && SecretArena.SHARED.live() > before + 50; i++) {
            System.gc();
            Thread.sleep(20);
            SecretBytes.take(new byte[1]).close();
        }

        assertThat(SecretArena.SHARED.live()).isLessThan(before + 50);
    }

    @Test
    void readsAndCloses_fromManyThreads_giveTheSecretOrAnError() throws InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            byte[] secret = new byte[64];
            Arrays.fill(secret, (byte) 0x55);
            SecretBytes taken = SecretBytes.take(secret);
            Thread reader =
                    new Thread(
                            () -> {
                                try {
                                    while (true) {
                                        for (byte b : taken.copy(SecretAccess.READ)) {
                                            if (b != 0x55) {
                                                wrong.incrementAndGet();
                                            }
                                        }
                                    }
                                } catch (HsmException closed) {
                                    assertThat(closed)
                                            .hasMessageContaining("CKR_KEY_HANDLE_INVALID");
                                }
                            });
            reader.start();
            taken.close();
            SecretBytes.take(new byte[64]).close();
            reader.join();
        }
        assertThat(wrong).hasValue(0);
    }

    @Test
    void heapDump_whileKept_doesNotShowTheSecret(@TempDir Path directory) throws IOException {
        // What is searched for is kept only as its complement.
        byte[] complement = new byte[32];
        new SecureRandom().nextBytes(complement);
        SecretBytes taken = takeInverted(complement);
        taken.use(SecretAccess.READ, bytes -> bytes.length);
        System.gc();
        Path dump = directory.resolve("heap.hprof");

        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(dump.toString(), false);

        byte[] heap = Files.readAllBytes(dump);
        assertThat(occurrences(heap, complement, (byte) 0)).isPositive(); // the search itself works
        assertThat(occurrences(heap, complement, (byte) 0xff)).isZero();
        assertThat(taken.length()).isEqualTo(32);
        taken.close();
    }

    private static SecretBytes takeInverted(byte[] complement) {
        byte[] secret = complement.clone();
        for (int i = 0; i < secret.length; i++) {
            secret[i] ^= (byte) 0xff;
        }
        return SecretBytes.take(secret);
    }

    private static int occurrences(byte[] heap, byte[] pattern, byte mask) {
        int count = 0;
        for (int i = 0; i + pattern.length <= heap.length; i++) {
            int j = 0;
            while (j < pattern.length && heap[i + j] == (byte) (pattern[j] ^ mask)) {
                j++;
            }
            if (j == pattern.length) {
                count++;
            }
        }
        return count;
    }
}
