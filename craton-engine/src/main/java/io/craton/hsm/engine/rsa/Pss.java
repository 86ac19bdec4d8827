package io.craton.hsm.engine.rsa;

import io.craton.hsm.Digest;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Parameters;
import java.security.MessageDigest;
import java.util.Arrays;

/** The encoding EMSA-PSS (RFC 8017, section 9.1) for one key size. */
final class Pss {
    private final Libraries libraries;
    private final Digest hash;
    private final Digest mgfHash;
    private final int saltLength;
    private final int emBits;
    private final int emLength;

    /**
     * @param modulusBits the size of the key
     * @throws io.craton.hsm.HsmException {@code CKR_MECHANISM_PARAM_INVALID} if digest and salt do
     *     not fit
     */
    Pss(RsaPss parameters, int modulusBits, Libraries libraries) {
        this.libraries = libraries;
        this.hash = Digests.of(parameters.hash());
        this.mgfHash = Digests.of(parameters.mgf().hash());
        this.saltLength = parameters.saltLength();
        this.emBits = modulusBits - 1;
        this.emLength = (emBits + 7) / 8;
        Parameters.require(
                saltLength >= 0 && saltLength <= emLength - hash.length() - 2,
                "a salt of "
                        + saltLength
                        + " bytes does not fit into an RSA key of "
                        + modulusBits
                        + " bits");
    }

    /** The digest of the message. */
    Digest hash() {
        return hash;
    }

    /** The block to sign, as long as the modulus. */
    byte[] encode(byte[] digest, int length) {
        byte[] salt = libraries.randomBytes(saltLength);
        byte[] h = hashed(digest, salt);
        byte[] em = new byte[emLength];
        int dbLength = emLength - h.length - 1;
        em[dbLength - saltLength - 1] = 1;
        System.arraycopy(salt, 0, em, dbLength - saltLength, saltLength);
        Mgf1.mask(libraries.digest(mgfHash), h, em, 0, dbLength);
        em[0] &= topMask();
        System.arraycopy(h, 0, em, dbLength, h.length);
        em[emLength - 1] = (byte) 0xbc;
        byte[] block = new byte[length];
        System.arraycopy(em, 0, block, length - emLength, emLength);
        return block;
    }

    /** Whether the block, as long as the modulus, is an encoding of the digest. */
    boolean matches(byte[] digest, byte[] block) {
        int extra = block.length - emLength;
        if (extra == 1 && block[0] != 0) {
            return false;
        }
        byte[] em = Arrays.copyOfRange(block, extra, block.length);
        int dbLength = emLength - hash.length() - 1;
        byte[] h = Arrays.copyOfRange(em, dbLength, emLength - 1);
        if (em[emLength - 1] != (byte) 0xbc || (em[0] & ~topMask()) != 0) {
            return false;
        }
        Mgf1.mask(libraries.digest(mgfHash), h, em, 0, dbLength);
        em[0] &= topMask();
        int saltAt = dbLength - saltLength;
        for (int i = 0; i < saltAt - 1; i++) {
            if (em[i] != 0) {
                return false;
            }
        }
        return em[saltAt - 1] == 1
                && MessageDigest.isEqual(
                        h, hashed(digest, Arrays.copyOfRange(em, saltAt, dbLength)));
    }

    private byte topMask() {
        return (byte) (0xff >>> (8 * emLength - emBits));
    }

    private byte[] hashed(byte[] digest, byte[] salt) {
        MessageDigest outer = libraries.digest(hash);
        outer.update(new byte[8]);
        outer.update(digest);
        return outer.digest(salt);
    }
}
