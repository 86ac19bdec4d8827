package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.CipherPool;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.CipherContext;
import java.security.GeneralSecurityException;

/**
 * The AES key wraps (SP 800-38F): KW, KWP, and KW with PKCS#7 padding. The deprecated {@code
 * CKM_AES_KEY_WRAP_PAD}, which some tokens took for KWP and others for PKCS#7, is written as KWP
 * and read as both. The check value is always the standard's: with one of the caller, what one of
 * them wrapped could be unwrapped as another.
 */
enum KeyWrapMode {
    KW("AES/KW/NoPadding", 16, 24),
    KWP("AES/KWP/NoPadding", 1, 16),
    PKCS7("AES/KW/PKCS5Padding", 8, 24),
    PAD("AES/KWP/NoPadding", 1, 16);

    // What is wrapped are keys: this is more than any of them.
    private static final int MAX_DATA = Limits.WRAPPED_BYTES;

    private final String transformation;
    private final int minData;
    private final int minWrapped;

    KeyWrapMode(String transformation, int minData, int minWrapped) {
        this.transformation = transformation;
        this.minData = minData;
        this.minWrapped = minWrapped;
    }

    static KeyWrapMode of(MechanismType type) {
        return switch (type) {
            case CKM_AES_KEY_WRAP -> KW;
            case CKM_AES_KEY_WRAP_KWP -> KWP;
            case CKM_AES_KEY_WRAP_PKCS7 -> PKCS7;
            case CKM_AES_KEY_WRAP_PAD -> PAD;
            default -> throw Parameters.invalid(type + " is not a key wrap");
        };
    }

    CipherContext encrypt(LibraryKey key, Libraries libraries) {
        return new CollectingCipher(
                MAX_DATA,
                ReturnCode.CKR_DATA_LEN_RANGE,
                this::wrappedLength,
                data -> wrap(key, data, libraries));
    }

    private byte[] wrap(LibraryKey key, byte[] data, Libraries libraries) {
        if (data.length < minData || (this == KW && data.length % 8 != 0)) {
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    "this key wrap takes "
                            + minData
                            + " or more bytes"
                            + (this == KW ? ", a multiple of 8" : "")
                            + ", not "
                            + data.length);
        }
        return Guard.call("the key wrap failed", () -> run(true, key, data, libraries));
    }

    CipherContext decrypt(LibraryKey key, Libraries libraries) {
        return new CollectingCipher(
                MAX_DATA + 16,
                ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                total -> total - 8,
                wrapped -> unwrapAny(key, wrapped, libraries));
    }

    private byte[] unwrapAny(LibraryKey key, byte[] wrapped, Libraries libraries) {
        if (wrapped.length < minWrapped || wrapped.length % 8 != 0) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                    "wrapped data is "
                            + minWrapped
                            + " or more bytes, a multiple of 8, not "
                            + wrapped.length);
        }
        try {
            return unwrap(key, wrapped, libraries);
        } catch (HsmException e) {
            if (this == PAD && wrapped.length >= PKCS7.minWrapped) {
                return PKCS7.unwrap(key, wrapped, libraries);
            }
            throw e;
        }
    }

    private byte[] unwrap(LibraryKey key, byte[] wrapped, Libraries libraries) {
        return Guard.secret(
                ReturnCode.CKR_ENCRYPTED_DATA_INVALID,
                "the wrapped data is damaged, or was wrapped with another key",
                () -> run(false, key, wrapped, libraries));
    }

    private int wrappedLength(int length) {
        return switch (this) {
            case KW -> length + 8;
            case KWP, PAD -> (length + 7) / 8 * 8 + 8;
            case PKCS7 -> length / 8 * 8 + 16;
        };
    }

    private byte[] run(boolean encrypting, LibraryKey key, byte[] data, Libraries libraries)
            throws GeneralSecurityException {
        CipherPool ciphers = libraries.ciphers(Primitive.AES_WRAP, transformation);
        try (KeyedCipher cipher = ciphers.start(encrypting, key, null)) {
            return cipher.cipher().doFinal(data);
        }
    }
}
