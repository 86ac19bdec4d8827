package io.craton.hsm.provider.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.InvalidKeyException;
import java.security.interfaces.RSAKey;

/** Sizes of keys in bits. */
final class KeySizes {
    private KeySizes() {}

    static int bits(OpaqueKey key) throws InvalidKeyException {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength();
        }
        try {
            return key.ref().traits().bits();
        } catch (HsmException e) {
            throw JcaFailures.invalidKey(e);
        }
    }
}
