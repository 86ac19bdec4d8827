package io.craton.hsm.engine.rsa;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import java.util.Arrays;

/** The encoding EME-OAEP (RFC 8017, section 7.1) for one key size. */
final class Oaep {
    private final Libraries libraries;
    private final Digest mgfHash;
    private final byte[] labelHash;
    private final int length;

    /**
     * @param length of the modulus in bytes
     * @throws HsmException {@code CKR_KEY_SIZE_RANGE} if the key is too small for the digest
     */
    Oaep(RsaOaep parameters, int length, Libraries libraries) {
        Digest hash = Digests.of(parameters.hash());
        this.libraries = libraries;
        this.mgfHash = Digests.of(parameters.mgf().hash());
        this.labelHash = libraries.digest(hash).digest(parameters.label());
        this.length = length;
        if (maxData() < 0) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_SIZE_RANGE,
                    "an RSA key of "
                            + length
                            + " bytes is too small for OAEP with "
                            + hash.standardName());
        }
    }

    /** How much data fits, in bytes. */
    int maxData() {
        return length - 2 * labelHash.length - 2;
    }

    /** The block to encrypt. */
    byte[] encode(byte[] data) {
        int hLength = labelHash.length;
        byte[] block = new byte[length];
        byte[] seed = libraries.randomBytes(hLength);
        System.arraycopy(seed, 0, block, 1, hLength);
        System.arraycopy(labelHash, 0, block, 1 + hLength, hLength);
        block[length - data.length - 1] = 1;
        System.arraycopy(data, 0, block, length - data.length, data.length);
        Mgf1.mask(libraries.digest(mgfHash), seed, block, 1 + hLength, length - hLength - 1);
        byte[] maskedDb = Arrays.copyOfRange(block, 1 + hLength, length);
        Mgf1.mask(libraries.digest(mgfHash), maskedDb, block, 1, hLength);
        ByteArrays.wipe(seed);
        return block;
    }

    /**
     * The data inside a block, which is changed. All bytes are looked at in the same way, with one
     * error for all that can be wrong (Manger's attack).
     *
     * @throws HsmException {@code CKR_ENCRYPTED_DATA_INVALID} if the block is not an encoding
     */
    byte[] decode(byte[] block) {
        int hLength = labelHash.length;
        byte[] maskedDb = Arrays.copyOfRange(block, 1 + hLength, length);
        Mgf1.mask(libraries.digest(mgfHash), maskedDb, block, 1, hLength);
        byte[] seed = Arrays.copyOfRange(block, 1, 1 + hLength);
        Mgf1.mask(libraries.digest(mgfHash), seed, block, 1 + hLength, length - hLength - 1);
        int bad = block[0];
        for (int i = 0; i < hLength; i++) {
            bad |= block[1 + hLength + i] ^ labelHash[i];
        }
        int searching = -1;
        int separator = 0;
        for (int i = 1 + 2 * hLength; i < length; i++) {
            int value = block[i] & 0xff;
            int isOne = ~(-(value ^ 1) >> 31);
            int isZero = ~(-value >> 31);
            separator |= i & isOne & searching;
            bad |= searching & ~isOne & ~isZero;
            searching &= ~isOne;
        }
        bad |= searching;
        ByteArrays.wipe(maskedDb, seed);
        if (bad != 0) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_INVALID,
                    "the ciphertext is not valid for this key");
        }
        return Arrays.copyOfRange(block, separator + 1, length);
    }
}
