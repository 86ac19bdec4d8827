package io.craton.hsm.core.engine.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.core.engine.KeyMaterial;
import org.junit.jupiter.api.Test;

class LibraryKeyTest {
    @Test
    void wipedKey_givesNoBytes_ratherThanZeros() {
        LibraryKey key = LibraryKey.of("AES", new byte[] {1, 2, 3});
        assertThat(key.getEncoded()).containsExactly(1, 2, 3);

        key.wipe();

        assertThatThrownBy(key::getEncoded)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("CKR_KEY_HANDLE_INVALID");
    }

    @Test
    void formOfAKey_isKeptWithIt_andWipedWithIt() {
        KeyMaterial material = KeyMaterial.secretKey(KeyType.CKK_AES, new byte[16]);
        LibraryKey key = LibraryKey.of(material);
        assertThat(LibraryKey.of(material)).isSameAs(key);

        material.close();

        assertThatThrownBy(key::getEncoded).isInstanceOf(HsmException.class);
        assertThatThrownBy(() -> LibraryKey.of(material)).isInstanceOf(HsmException.class);
    }

    @Test
    void twoKeysOfTripleDes_becomeThree() {
        KeyMaterial material =
                KeyMaterial.secretKey(
                        KeyType.CKK_DES2,
                        new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2});

        assertThat(LibraryKey.of(material).getEncoded())
                .containsExactly(
                        1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void description_hasNoByteOfTheKey() {
        assertThat(LibraryKey.of("AES", new byte[] {77, 77}).toString())
                .isEqualTo("LibraryKey[AES]");
    }
}
