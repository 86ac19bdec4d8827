package io.craton.hsm.engine.cipher;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Set;

/**
 * The ciphers that take all their data at once: CCM, CTS, XTS, the key wraps, and
 * ChaCha20-Poly1305.
 */
public final class SpecialModes implements MechanismFamily {
    private final Libraries libraries;

    /** Computes with these libraries. */
    public SpecialModes(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(
                MechanismType.CKM_AES_CCM,
                MechanismType.CKM_AES_CTS,
                MechanismType.CKM_AES_XTS,
                MechanismType.CKM_AES_KEY_WRAP,
                MechanismType.CKM_AES_KEY_WRAP_PAD,
                MechanismType.CKM_AES_KEY_WRAP_KWP,
                MechanismType.CKM_AES_KEY_WRAP_PKCS7,
                MechanismType.CKM_CHACHA20_POLY1305);
    }

    @Override
    public CipherContext encrypt(Mechanism mechanism, KeyMaterial material) {
        LibraryKey key = LibraryKey.of(material);
        return switch (mechanism.type()) {
            case CKM_AES_CCM -> ccm(mechanism, key).encrypt();
            case CKM_AES_CTS -> cts(mechanism, key).encrypt();
            case CKM_AES_XTS -> xts(mechanism, key).context(true);
            case CKM_CHACHA20_POLY1305 -> chaCha(mechanism, key).encrypt();
            default -> keyWrap(mechanism).encrypt(key, libraries);
        };
    }

    @Override
    public CipherContext decrypt(Mechanism mechanism, KeyMaterial material) {
        LibraryKey key = LibraryKey.of(material);
        return switch (mechanism.type()) {
            case CKM_AES_CCM -> ccm(mechanism, key).decrypt();
            case CKM_AES_CTS -> cts(mechanism, key).decrypt();
            case CKM_AES_XTS -> xts(mechanism, key).context(false);
            case CKM_CHACHA20_POLY1305 -> chaCha(mechanism, key).decrypt();
            default -> keyWrap(mechanism).decrypt(key, libraries);
        };
    }

    private Ccm ccm(Mechanism mechanism, LibraryKey key) {
        return new Ccm(
                BlockCipher.of(key, libraries),
                Parameters.of(mechanism, MechanismParameters.Ccm.class));
    }

    private Cts cts(Mechanism mechanism, LibraryKey key) {
        return new Cts(BlockCipher.of(key, libraries), block(mechanism));
    }

    private Xts xts(Mechanism mechanism, LibraryKey key) {
        return new Xts(key, block(mechanism), libraries);
    }

    private ChaCha chaCha(Mechanism mechanism, LibraryKey key) {
        return new ChaCha(
                key,
                Parameters.of(mechanism, MechanismParameters.ChaCha20Poly1305.class),
                libraries);
    }

    private static byte[] block(Mechanism mechanism) {
        byte[] iv = Parameters.of(mechanism, Iv.class).iv();
        Parameters.require(
                iv.length == 16,
                "the parameter of " + mechanism.type() + " has 16 bytes, not " + iv.length);
        return iv;
    }

    private static KeyWrapMode keyWrap(Mechanism mechanism) {
        Parameters.none(mechanism);
        return KeyWrapMode.of(mechanism.type());
    }
}
