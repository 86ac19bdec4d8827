package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.InstancePool;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import javax.crypto.Cipher;
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
        return key.getAlgorithm().equals("DESede")
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

    /**
     * An encryption in a chain that starts with zeros, for MACs; give it back with {@link #give}.
     */
    Cipher chain() {
        return start(cbc, true, new byte[cbc.ivLength()]);
    }

    /** Takes the cipher of {@link #chain} back. */
    void give(Cipher cipher) {
        key.ciphers(cbc.transformation()).give(cipher);
    }

    private byte[] run(BlockMode mode, boolean encrypting, byte @Nullable [] iv, byte[] data) {
        Cipher cipher = start(mode, encrypting, iv);
        byte[] result = Guard.call("the cipher failed", () -> cipher.doFinal(data));
        key.ciphers(mode.transformation()).give(cipher);
        return result;
    }

    private Cipher start(BlockMode mode, boolean encrypting, byte @Nullable [] iv) {
        InstancePool<Cipher> pool = key.ciphers(mode.transformation());
        return Guard.call(
                "the cipher failed",
                () -> {
                    Cipher cipher = pool.take();
                    if (cipher == null) {
                        cipher =
                                Cipher.getInstance(
                                        mode.transformation(),
                                        libraries.provider(
                                                mode.primitive(), "Cipher", key.getAlgorithm()));
                    }
                    cipher.init(
                            encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                            key,
                            iv == null ? null : new IvParameterSpec(iv),
                            libraries.random());
                    return cipher;
                });
    }
}
