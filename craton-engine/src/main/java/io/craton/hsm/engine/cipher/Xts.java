package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.DataBuffer;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.spi.CipherContext;
import java.util.Arrays;

/** XTS-AES (IEEE 1619, SP 800-38E): one data unit of at least one block. */
final class Xts {
    private static final int BLOCK = 16;
    // SP 800-38E: at most 2^20 blocks in a data unit.
    private static final int MAX_UNIT = BLOCK << 20;

    private final LibraryKey key;
    private final byte[] unitNumber;
    private final Libraries libraries;

    Xts(LibraryKey key, byte[] unitNumber, Libraries libraries) {
        this.key = key;
        this.unitNumber = unitNumber;
        this.libraries = libraries;
    }

    CipherContext context(boolean encrypting) {
        ReturnCode code =
                encrypting
                        ? ReturnCode.CKR_DATA_LEN_RANGE
                        : ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE;
        return new CollectingCipher(
                Math.min(MAX_UNIT, DataBuffer.LIMIT),
                code,
                total -> total,
                unit -> process(code, encrypting, unit));
    }

    private byte[] process(ReturnCode code, boolean encrypting, byte[] unit) {
        if (unit.length < BLOCK) {
            throw new HsmException(
                    code, "AES-XTS needs at least " + BLOCK + " bytes, not " + unit.length);
        }
        return process(encrypting, unit);
    }

    private byte[] process(boolean encrypting, byte[] unit) {
        byte[] tweaks = tweaks(unit.length / BLOCK + 1);
        LibraryKey dataKey = key.half(0);
        try {
            return process(BlockCipher.of(dataKey, libraries), encrypting, unit, tweaks);
        } finally {
            dataKey.wipe();
        }
    }

    private static byte[] process(
            BlockCipher data, boolean encrypting, byte[] unit, byte[] tweaks) {
        int partial = unit.length % BLOCK;
        int blocks = unit.length / BLOCK;
        if (partial == 0) {
            return masked(data, encrypting, unit, Arrays.copyOf(tweaks, unit.length));
        }
        // The last whole block is done with the last but one tweak in encryption, with the last one
        // in decryption.
        int head = (blocks - 1) * BLOCK;
        byte[] tweakA = Arrays.copyOfRange(tweaks, head, head + BLOCK);
        byte[] tweakB = Arrays.copyOfRange(tweaks, head + BLOCK, head + 2 * BLOCK);
        byte[] result =
                Arrays.copyOf(
                        masked(
                                data,
                                encrypting,
                                Arrays.copyOf(unit, head),
                                Arrays.copyOf(tweaks, head)),
                        unit.length);
        byte[] whole = Arrays.copyOfRange(unit, head, head + BLOCK);
        byte[] first = masked(data, encrypting, whole, encrypting ? tweakA : tweakB);
        byte[] second = first.clone();
        System.arraycopy(unit, head + BLOCK, second, 0, partial);
        System.arraycopy(
                masked(data, encrypting, second, encrypting ? tweakB : tweakA),
                0,
                result,
                head,
                BLOCK);
        System.arraycopy(first, 0, result, head + BLOCK, partial);
        return result;
    }

    private static byte[] masked(
            BlockCipher data, boolean encrypting, byte[] blocks, byte[] tweaks) {
        byte[] inner = blocks.clone();
        xor(inner, tweaks);
        byte[] result = data.ecb(encrypting, inner);
        xor(result, tweaks);
        return result;
    }

    // Each tweak is the one before it times x in GF(2^128), least significant byte first.
    private byte[] tweaks(int count) {
        byte[] tweaks = Arrays.copyOf(firstTweak(), count * BLOCK);
        for (int at = BLOCK; at < tweaks.length; at += BLOCK) {
            int carry = 0;
            for (int i = 0; i < BLOCK; i++) {
                int doubled = (tweaks[at - BLOCK + i] & 0xff) << 1 | carry;
                tweaks[at + i] = (byte) doubled;
                carry = doubled >>> 8;
            }
            tweaks[at] ^= (byte) (carry * 0x87);
        }
        return tweaks;
    }

    private byte[] firstTweak() {
        LibraryKey tweakKey = key.half(1);
        try {
            return BlockCipher.of(tweakKey, libraries).ecb(true, unitNumber);
        } finally {
            tweakKey.wipe();
        }
    }

    private static void xor(byte[] target, byte[] mask) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= mask[i];
        }
    }
}
