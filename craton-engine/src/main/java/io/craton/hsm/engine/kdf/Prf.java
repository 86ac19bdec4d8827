package io.craton.hsm.engine.kdf;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.Digest;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.cipher.BlockCipher;
import io.craton.hsm.engine.cipher.CmacContext;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.KeyedMac;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.KeyMaterial;

/** A pseudo-random function with its key, which closing it takes back: HMAC or CMAC. */
interface Prf extends AutoCloseable {
    /** The function of the data. */
    byte[] apply(byte[] data);

    /** The length of the result in bytes. */
    int length();

    @Override
    void close();

    /**
     * HMAC with a key of these bytes, which are copied; an empty key is a key of zeros, as RFC 2104
     * pads it.
     */
    @MustBeClosed
    static Prf hmac(Digest hash, byte[] key, Libraries libraries) {
        LibraryKey libraryKey = LibraryKey.of("RAW", key.length == 0 ? new byte[1] : key);
        try {
            return hmac(hash, libraryKey, libraries);
        } finally {
            libraryKey.wipe();
        }
    }

    @MustBeClosed
    private static Prf hmac(Digest hash, LibraryKey key, Libraries libraries) {
        KeyedMac mac = libraries.macs(hash).start(key);
        return new Prf() {
            @Override
            public byte[] apply(byte[] data) {
                return mac.mac().doFinal(data);
            }

            @Override
            public int length() {
                return hash.length();
            }

            @Override
            public void close() {
                mac.close();
            }
        };
    }

    /** HMAC of some data with a key of these bytes. */
    static byte[] hmac(Digest hash, byte[] key, byte[] data, Libraries libraries) {
        try (Prf prf = hmac(hash, key, libraries)) {
            return prf.apply(data);
        }
    }

    /** The function of a mechanism with a key of the token. */
    @MustBeClosed
    static Prf of(MechanismType mechanism, KeyMaterial key, Libraries libraries) {
        if (mechanism == MechanismType.CKM_AES_CMAC || mechanism == MechanismType.CKM_DES3_CMAC) {
            LibraryKey libraryKey = LibraryKey.of(key);
            String needed = mechanism == MechanismType.CKM_AES_CMAC ? "AES" : "DESede";
            Parameters.require(
                    libraryKey.algorithm().equals(needed),
                    mechanism + " cannot work with a " + key.keyType());
            BlockCipher cipher = BlockCipher.of(libraryKey, libraries);
            return new Prf() {
                @Override
                public byte[] apply(byte[] data) {
                    return CmacContext.mac(cipher, data);
                }

                @Override
                public int length() {
                    return cipher.block();
                }

                @Override
                public void close() {
                    // It has the key only while it computes.
                }
            };
        }
        Digest hash = Digests.ofHmac(mechanism);
        return hmac(hash, LibraryKey.of(key), libraries);
    }
}
