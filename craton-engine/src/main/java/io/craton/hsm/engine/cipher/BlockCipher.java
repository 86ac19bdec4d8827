package io.craton.hsm.engine.cipher;

import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Whole calls to the modes of a library, from which the other modes are built. Safe for use by
 * several threads.
 */
public final class BlockCipher {
    private final BlockMode ecb;
    private final BlockMode cbc;
    private final LibraryKey key;
    private final Libraries libraries;

    private BlockCipher(BlockMode ecb, BlockMode cbc, LibraryKey key, Libraries libraries) {
        this.ecb = ecb;
        this.cbc = cbc;
        this.key = key;
        this.libraries = libraries;
    }

    /** AES or triple DES with this key. */
    public static BlockCipher of(LibraryKey key, Libraries libraries) {
        return key.algorithm().equals("DESede")
                ? new BlockCipher(BlockMode.DES3_ECB, BlockMode.DES3_CBC, key, libraries)
                : new BlockCipher(BlockMode.AES_ECB, BlockMode.AES_CBC, key, libraries);
    }

    /** The length of a block in bytes. */
    public int block() {
        return ecb.block();
    }

    /** Encrypts whole blocks, each by itself. */
    public byte[] ecb(boolean encrypting, byte[] blocks) {
        return run(ecb, encrypting, null, blocks);
    }

    /** Encrypts or decrypts whole blocks in a chain. */
    public byte[] cbc(boolean encrypting, byte[] iv, byte[] blocks) {
        return run(cbc, encrypting, iv, blocks);
    }

    /** AES in counter mode from this counter block on. */
    public byte[] ctr(byte[] counterBlock, byte[] data) {
        return run(BlockMode.AES_CTR, true, counterBlock, data);
    }

    /** An encryption in a chain that starts with zeros, for MACs; the caller closes it. */
    KeyedCipher chain() {
        return start(cbc, true, new byte[cbc.ivLength()]);
    }

    private byte[] run(BlockMode mode, boolean encrypting, byte @Nullable [] iv, byte[] data) {
        try (KeyedCipher cipher = start(mode, encrypting, iv)) {
            return Guard.call("the cipher failed", () -> cipher.cipher().doFinal(data));
        }
    }

    private KeyedCipher start(BlockMode mode, boolean encrypting, byte @Nullable [] iv) {
        IvParameterSpec parameter = iv == null ? null : new IvParameterSpec(iv);
        return Guard.call(
                "the cipher failed",
                () -> mode.ciphers(libraries).start(encrypting, key, parameter));
    }
}
