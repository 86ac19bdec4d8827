package io.craton.hsm.engine.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import org.junit.jupiter.api.Test;

class LibraryKeyTest {
    @Test
    void wipedKey_givesNoBytes_ratherThanZeros() {
        LibraryKey key = LibraryKey.of("AES", new byte[] {1, 2, 3});
        LentKey lent = key.lend();
        assertThat(lent.getEncoded()).containsExactly(1, 2, 3);

        key.wipe();

        assertThatThrownBy(lent::getEncoded)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_KEY_HANDLE_INVALID");
    }

    @Test
    void formOfAKey_endsWithIt() {
        KeyMaterial material = KeyMaterial.secretKey(KeyType.CKK_AES, new byte[16]);
        LibraryKey key = LibraryKey.of(material);

        material.close();

        assertThatThrownBy(() -> key.copy(SecretAccess.READ)).isInstanceOf(HsmException.class);
    }

    @Test
    void everyCopyThatWasLent_isWipedWhenItIsTakenBack() {
        LentKey lent = LibraryKey.of("AES", new byte[] {1, 2, 3}).lend();
        byte[] first = lent.getEncoded();
        byte[] second = lent.getEncoded();

        lent.takeBack();

        assertThat(first).containsOnly(0);
        assertThat(second).containsOnly(0);
        assertThat(lent).hasToString("LentKey[AES]");
    }

    @Test
    void halvesOfAKey_areItsTwoKeys() {
        LibraryKey both = LibraryKey.of("AES", new byte[] {1, 2, 3, 4});

        assertThat(both.half(0).copy(SecretAccess.READ)).containsExactly(1, 2);
        assertThat(both.half(1).copy(SecretAccess.READ)).containsExactly(3, 4);
    }

    @Test
    void twoKeysOfTripleDes_becomeThree() {
        KeyMaterial material =
                KeyMaterial.secretKey(
                        KeyType.CKK_DES2,
                        new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2});

        assertThat(LibraryKey.of(material).copy(SecretAccess.READ))
                .containsExactly(
                        1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void description_hasNoByteOfTheKey() {
        assertThat(LibraryKey.of("AES", new byte[] {77, 77}).toString())
                .isEqualTo("LibraryKey[AES]");
    }
}
