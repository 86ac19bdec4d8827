package io.craton.hsm.store.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.spi.RandomSource;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shares of a secret. */
class ShamirTest {
    private static RandomSource random() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking")::nextBytes;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The example of FIPS 197, section 4.2: {57} times {83} is {c1}. */
    @Test
    void shamir_multipliesInTheFieldOfAes_andAnySharesDo() {
        assertThat(Shamir.multiply(0x57, 0x83)).isEqualTo(0xC1);
        assertThat(Shamir.multiply(0x57, 0x13)).isEqualTo(0xFE);
        byte[] secret = new byte[32];
        random().nextBytes(secret);
        Map<Integer, byte[]> shares = Shamir.split(secret, 3, 6, random());
        for (int a = 1; a <= 6; a++) {
            for (int b = a + 1; b <= 6; b++) {
                for (int c = b + 1; c <= 6; c++) {
                    assertThat(
                                    Shamir.combine(
                                            List.of(
                                                    new Shamir.Share(a, shares.get(a)),
                                                    new Shamir.Share(b, shares.get(b)),
                                                    new Shamir.Share(c, shares.get(c)))))
                            .isEqualTo(secret);
                }
                assertThat(
                                Shamir.combine(
                                        List.of(
                                                new Shamir.Share(a, shares.get(a)),
                                                new Shamir.Share(b, shares.get(b)))))
                        .isNotEqualTo(secret);
            }
        }
    }
}
