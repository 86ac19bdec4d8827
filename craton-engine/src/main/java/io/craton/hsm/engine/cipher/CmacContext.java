package io.craton.hsm.engine.cipher;

import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.InUse;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.spi.SignContext;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * A CMAC under way (SP 800-38B): a chain of blocks, the last of which is masked before it is
 * encrypted.
 */
public final class CmacContext implements SignContext {
    private static final int STEP = 4096;

    private final BlockCipher blockCipher;
    private final int length;
    // The last block that came, which is held back because it may be the very last; 1 to a whole
    // block once begun.
    private final byte[] held;
    private int heldLength;
    private final InUse<KeyedCipher> chain;

    /** A CMAC of the first {@code length} bytes. */
    public CmacContext(BlockCipher blockCipher, int length) {
        this.blockCipher = blockCipher;
        this.length = length;
        this.held = new byte[blockCipher.block()];
        this.chain = new InUse<>(blockCipher::chain);
    }

    /** The whole CMAC of some data. */
    public static byte[] mac(BlockCipher blockCipher, byte[]... parts) {
        try (CmacContext context = new CmacContext(blockCipher, blockCipher.block())) {
            for (byte[] part : parts) {
                context.update(part, 0, part.length);
            }
            return context.sign();
        }
    }

    @Override
    public void update(byte[] data, int offset, int count) {
        Cipher running = chain.get().cipher();
        int at = offset;
        int left = count;
        while (left > 0) {
            if (heldLength == held.length) {
                encrypt(running, held, 0, held.length);
                heldLength = 0;
            }
            int whole = heldLength == 0 ? (left - 1) / held.length * held.length : 0;
            if (whole > 0) {
                int step = Math.min(whole, STEP);
                encrypt(running, data, at, step);
                at += step;
                left -= step;
            } else {
                int step = Math.min(left, held.length - heldLength);
                System.arraycopy(data, at, held, heldLength, step);
                heldLength += step;
                at += step;
                left -= step;
            }
        }
    }

    private static byte[] encrypt(Cipher running, byte[] data, int offset, int count) {
        return Guard.call("CMAC failed", () -> running.update(data, offset, count));
    }

    @Override
    public byte[] sign() {
        Cipher running = chain.get().cipher();
        byte[] whole = blockCipher.ecb(true, new byte[held.length]);
        byte[] mask = doubled(whole);
        ByteArrays.wipe(whole);
        if (heldLength < held.length) {
            byte[] once = mask;
            mask = doubled(once);
            ByteArrays.wipe(once);
            held[heldLength] = (byte) 0x80;
            Arrays.fill(held, heldLength + 1, held.length, (byte) 0);
        }
        for (int i = 0; i < held.length; i++) {
            held[i] ^= mask[i];
        }
        byte[] result = Guard.call("CMAC failed", () -> running.doFinal(held));
        chain.close();
        ByteArrays.wipe(mask, held);
        return Arrays.copyOf(result, length);
    }

    // Times x in GF(2^128) or GF(2^64), most significant byte first.
    private static byte[] doubled(byte[] block) {
        byte[] result = new byte[block.length];
        int carry = 0;
        for (int i = block.length - 1; i >= 0; i--) {
            int value = (block[i] & 0xff) << 1 | carry;
            result[i] = (byte) value;
            carry = value >>> 8;
        }
        result[block.length - 1] ^= (byte) (carry * (block.length == 16 ? 0x87 : 0x1b));
        return result;
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void close() {
        chain.close();
        ByteArrays.wipe(held);
    }
}
