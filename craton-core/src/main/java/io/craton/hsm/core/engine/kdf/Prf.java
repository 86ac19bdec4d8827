package io.craton.hsm.core.engine.kdf;

import io.craton.hsm.MechanismType;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.cipher.BlockCipher;
import io.craton.hsm.core.engine.cipher.CmacContext;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import io.craton.hsm.core.engine.common.Parameters;
import javax.crypto.Mac;

/** A pseudo-random function with its key: HMAC or CMAC. */
interface Prf {
    /** The function of the data. */
    byte[] apply(byte[] data);

    /** The length of the result in bytes. */
    int length();

    /**
     * HMAC with a key of these bytes, which are copied; an empty key is a key of zeros, as RFC 2104
     * pads it.
     */
    static Prf hmac(Hash hash, byte[] key, Libraries libraries) {
        LibraryKey libraryKey = LibraryKey.of("RAW", key.length == 0 ? new byte[1] : key);
        Mac mac =
                Guard.call(
                        "the HMAC failed",
                        () -> {
                            Mac made = libraries.hmac(hash);
                            made.init(libraryKey);
                            return made;
                        });
        libraryKey.wipe();
        return new Prf() {
            @Override
            public byte[] apply(byte[] data) {
                return mac.doFinal(data);
            }

            @Override
            public int length() {
                return hash.length();
            }
        };
    }

    /** The function of a mechanism with a key of the token. */
    static Prf of(MechanismType mechanism, KeyMaterial key, Libraries libraries) {
        if (mechanism == MechanismType.CKM_AES_CMAC || mechanism == MechanismType.CKM_DES3_CMAC) {
            LibraryKey libraryKey = LibraryKey.of(key);
            String needed = mechanism == MechanismType.CKM_AES_CMAC ? "AES" : "DESede";
            Parameters.require(
                    libraryKey.getAlgorithm().equals(needed),
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
            };
        }
        Hash hash = Hash.ofHmac(mechanism);
        byte[] value = LibraryKey.of(key).getEncoded();
        try {
            return hmac(hash, value, libraries);
        } finally {
            io.craton.hsm.core.engine.common.Bytes.wipe(value);
        }
    }
}
