package io.craton.hsm.engine.pqc;

import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.spi.KeyMaterial;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;

/**
 * What is kept with a private key of ML-DSA. Key material keeps one object: a key that signs now in
 * one library and now in the other has the forms of both in it.
 *
 * @param jca its form in a library that is reached through the JCA
 * @param half the public key that belongs to it
 */
record MlDsaKey(NativeKey jca, Lazy<MLDSAPublicKeyParameters> half)
        implements KeyMaterial.Wipeable {
    /** That of a key. */
    static MlDsaKey of(KeyMaterial key) {
        return key.engineKey(MlDsaKey.class, () -> new MlDsaKey(new NativeKey(), new Lazy<>()));
    }

    @Override
    public void wipe() {
        jca.wipe();
    }
}
