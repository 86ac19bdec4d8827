package io.craton.hsm.engine.cipher;

import io.craton.hsm.engine.common.CipherPool;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Primitive;

/** The table of the modes that a library does by itself. */
enum BlockMode {
    AES_ECB("AES/ECB/NoPadding", Primitive.AES, 16, 0, false, false),
    AES_CBC("AES/CBC/NoPadding", Primitive.AES, 16, 16, false, false),
    AES_CBC_PAD("AES/CBC/PKCS5Padding", Primitive.AES, 16, 16, true, false),
    AES_CTR("AES/CTR/NoPadding", Primitive.AES, 16, 16, false, true),
    DES3_ECB("DESede/ECB/NoPadding", Primitive.DES3, 8, 0, false, false),
    DES3_CBC("DESede/CBC/NoPadding", Primitive.DES3, 8, 8, false, false),
    DES3_CBC_PAD("DESede/CBC/PKCS5Padding", Primitive.DES3, 8, 8, true, false);

    private final String transformation;
    private final Primitive primitive;
    private final int block;
    private final int ivLength;
    private final boolean padded;
    private final boolean stream;

    BlockMode(
            String transformation,
            Primitive primitive,
            int block,
            int ivLength,
            boolean padded,
            boolean stream) {
        this.transformation = transformation;
        this.primitive = primitive;
        this.block = block;
        this.ivLength = ivLength;
        this.padded = padded;
        this.stream = stream;
    }

    /** The ciphers of this mode. */
    CipherPool ciphers(Libraries libraries) {
        return libraries.ciphers(primitive, transformation);
    }

    /** The length of a block in bytes. */
    int block() {
        return block;
    }

    /** The length of the initialisation vector in bytes. */
    int ivLength() {
        return ivLength;
    }

    /** Whether there is padding. */
    boolean padded() {
        return padded;
    }

    /** Whether every length is possible without padding. */
    boolean stream() {
        return stream;
    }
}
