package io.craton.hsm.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A value that is made of bytes stays what it is. */
class BytesTest {
    @Test
    void neitherTheGivenNorTheReturnedArray_changesThem() {
        byte[] given = {1, 2, 3};
        Bytes bytes = Bytes.of(given);
        given[0] = 9;
        bytes.copy()[1] = 9;
        assertThat(bytes.copy()).containsExactly(1, 2, 3);
    }

    @Test
    void sameContent_isEqual() {
        assertThat(Bytes.of(new byte[] {1, 2})).isEqualTo(Bytes.of(new byte[] {1, 2}));
        assertThat(Bytes.of(new byte[] {1, 2})).hasSameHashCodeAs(Bytes.of(new byte[] {1, 2}));
        assertThat(Bytes.zeros(2)).isNotEqualTo(Bytes.of(new byte[] {0, 1}));
        assertThat(Bytes.zeros(32)).hasToString("32 bytes").isNotEqualTo(Bytes.NONE);
    }
}
