package io.craton.hsm.engine.cipher;

import io.craton.hsm.engine.common.CipherPool;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Primitive;

/** The table of the modes that a library does by itself. */
enum BlockMode {
    AES_ECB("AES/ECB/NoPadding", Primitive.AES, 16, 0, Data.BLOCKS),
    AES_CBC("AES/CBC/NoPadding", Primitive.AES, 16, 16, Data.BLOCKS),
    AES_CBC_PAD("AES/CBC/PKCS5Padding", Primitive.AES, 16, 16, Data.PADDED),
    AES_CTR("AES/CTR/NoPadding", Primitive.AES, 16, 16, Data.STREAM),
    DES3_ECB("DESede/ECB/NoPadding", Primitive.DES3, 8, 0, Data.BLOCKS),
    DES3_CBC("DESede/CBC/NoPadding", Primitive.DES3, 8, 8, Data.BLOCKS),
    DES3_CBC_PAD("DESede/CBC/PKCS5Padding", Primitive.DES3, 8, 8, Data.PADDED);

    /** How long the data is. */
    private enum Data {
        /** Whole blocks. */
        BLOCKS,
        /** As it likes, and padded to blocks. */
        PADDED,
        /** As it likes. */
        STREAM
    }

    private final String transformation;
    private final Primitive primitive;
    private final int block;
    private final int ivLength;
    private final Data data;

    BlockMode(String transformation, Primitive primitive, int block, int ivLength, Data data) {
        this.transformation = transformation;
        this.primitive = primitive;
        this.block = block;
        this.ivLength = ivLength;
        this.data = data;
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
        return data == Data.PADDED;
    }

    /** Whether every length is possible without padding. */
    boolean stream() {
        return data == Data.STREAM;
    }
}
