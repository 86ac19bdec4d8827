package io.craton.hsm.provider.agreement;

import io.craton.hsm.Digest;
import io.craton.hsm.provider.token.HsmAccess;

/** Makes key derivation objects, where Java has a class for them; found by its name. */
public interface KdfFactory {
    /**
     * A key derivation with HKDF.
     *
     * @param access the module
     * @param hash the hash function inside
     */
    Object create(HsmAccess access, Digest hash);
}
