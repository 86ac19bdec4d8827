package io.craton.hsm.engine.common;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;

/**
 * A secret key as libraries take it. The value stays outside the Java heap; what a library gets is
 * lent for one use ({@link #lend}). Safe for use by several threads.
 */
public final class LibraryKey {
    private static final int DES = 8;

    private final String algorithm;
    private final SecretBytes value;

    private LibraryKey(String algorithm, SecretBytes value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /** The form of a key, which ends with it. */
    public static LibraryKey of(KeyMaterial material) {
        return new LibraryKey(
                algorithm(material.keyType()), material.secret(AttributeType.CKA_VALUE));
    }

    private static String algorithm(KeyType type) {
        return switch (type) {
            case CKK_AES, CKK_AES_XTS -> "AES";
            case CKK_DES2, CKK_DES3 -> "DESede";
            case CKK_CHACHA20 -> "ChaCha20";
            default -> "RAW";
        };
    }

    /** A key with a copy of these bytes; whoever makes it wipes it. */
    public static LibraryKey of(String algorithm, byte[] value) {
        return new LibraryKey(algorithm, SecretBytes.take(value.clone()));
    }

    /** The name of its algorithm in the JCA. */
    public String algorithm() {
        return algorithm;
    }

    /** The key for one use by a library. */
    LentKey lend() {
        return new LentKey(this);
    }

    /**
     * A copy of the value, which the caller wipes. Two-key triple DES has its first key as its
     * third one, too.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_KEY_HANDLE_INVALID} if the key is gone
     */
    public byte[] copy(SecretAccess access) {
        boolean third = algorithm.equals("DESede") && value.length() == 2 * DES;
        byte[] copy = new byte[third ? 3 * DES : value.length()];
        value.copyTo(access, copy, 0);
        if (third) {
            System.arraycopy(copy, 0, copy, 2 * DES, DES);
        }
        return copy;
    }

    /** One of the two keys of equal length that this key is made of; whoever asks wipes it. */
    public LibraryKey half(int index) {
        byte[] both = copy(SecretAccess.READ);
        byte[] half =
                Arrays.copyOfRange(both, index * both.length / 2, (index + 1) * both.length / 2);
        ByteArrays.wipe(both);
        return new LibraryKey(algorithm, SecretBytes.take(half));
    }

    /** Overwrites the value. */
    public void wipe() {
        value.close();
    }

    /** Says nothing of the value. */
    @Override
    public String toString() {
        return "LibraryKey[" + algorithm + "]";
    }
}
