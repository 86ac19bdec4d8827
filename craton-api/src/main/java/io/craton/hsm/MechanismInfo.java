package io.craton.hsm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a mechanism can do on a token ({@code CK_MECHANISM_INFO}).
 *
 * @param minKeySize the smallest key, in bits or bytes as the standard says for the mechanism; 0 if
 *     it has no key
 * @param maxKeySize the largest key, in the same unit
 * @param flags the operations and properties
 */
public record MechanismInfo(long minKeySize, long maxKeySize, Set<Flag> flags) {

    /** Copies the set of flags. */
    public MechanismInfo {
        flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }

    /** The mechanism flags, with their bits in the standard. */
    public enum Flag {
        /** Message-based encryption. */
        CKF_MESSAGE_ENCRYPT(0x2),
        /** Message-based decryption. */
        CKF_MESSAGE_DECRYPT(0x4),
        /** Message-based signing. */
        CKF_MESSAGE_SIGN(0x8),
        /** Message-based verification. */
        CKF_MESSAGE_VERIFY(0x10),
        /** Several messages under one initialisation. */
        CKF_MULTI_MESSAGE(0x20),
        /** Encryption. */
        CKF_ENCRYPT(0x100),
        /** Decryption. */
        CKF_DECRYPT(0x200),
        /** Digests. */
        CKF_DIGEST(0x400),
        /** Signatures and MACs. */
        CKF_SIGN(0x800),
        /** Signatures from which the data can be recovered. */
        CKF_SIGN_RECOVER(0x1000),
        /** Verification. */
        CKF_VERIFY(0x2000),
        /** Verification that recovers the data. */
        CKF_VERIFY_RECOVER(0x4000),
        /** Secret key generation. */
        CKF_GENERATE(0x8000),
        /** Key pair generation. */
        CKF_GENERATE_KEY_PAIR(0x10000),
        /** Wrapping of keys. */
        CKF_WRAP(0x20000),
        /** Unwrapping of keys. */
        CKF_UNWRAP(0x40000),
        /** Derivation of keys. */
        CKF_DERIVE(0x80000),
        /** Curves over prime fields. */
        CKF_EC_F_P(0x100000),
        /** Curves named by object identifier. */
        CKF_EC_OID(0x800000),
        /** Uncompressed points. */
        CKF_EC_UNCOMPRESS(0x1000000),
        /** Curves named by a printable string. */
        CKF_EC_CURVENAME(0x4000000),
        /** Key encapsulation. */
        CKF_ENCAPSULATE(0x10000000),
        /** Key decapsulation. */
        CKF_DECAPSULATE(0x20000000);

        private final long bit;

        Flag(long bit) {
            this.bit = bit;
        }

        /** The bit in {@code CK_MECHANISM_INFO.flags}. */
        public long bit() {
            return bit;
        }
    }
}
