package io.craton.hsm.engine.cipher;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.IvParameterSpec;

/**
 * The modes of AES and triple DES that libraries have, and AES-GCM (PKCS#11 v3.2, sections 6.10 to
 * 6.18).
 */
public final class AesEngine implements MechanismFamily {
    private static final Map<MechanismType, BlockMode> MODES =
            Map.of(
                    MechanismType.CKM_AES_ECB, BlockMode.AES_ECB,
                    MechanismType.CKM_AES_CBC, BlockMode.AES_CBC,
                    MechanismType.CKM_AES_CBC_PAD, BlockMode.AES_CBC_PAD,
                    MechanismType.CKM_AES_CTR, BlockMode.AES_CTR,
                    MechanismType.CKM_DES3_ECB, BlockMode.DES3_ECB,
                    MechanismType.CKM_DES3_CBC, BlockMode.DES3_CBC,
                    MechanismType.CKM_DES3_CBC_PAD, BlockMode.DES3_CBC_PAD);

    private final Libraries libraries;
    private final GcmCiphers gcm;

    /** Computes with these libraries. */
    public AesEngine(Libraries libraries) {
        this.libraries = libraries;
        this.gcm = new GcmCiphers(libraries);
    }

    @Override
    public Set<MechanismType> mechanisms() {
        Set<MechanismType> all = java.util.EnumSet.of(MechanismType.CKM_AES_GCM);
        all.addAll(MODES.keySet());
        return all;
    }

    @Override
    public CipherContext encrypt(Mechanism mechanism, KeyMaterial key) {
        return mechanism.type() == MechanismType.CKM_AES_GCM
                ? gcm.encrypt(LibraryKey.of(key), Parameters.of(mechanism, Gcm.class))
                : start(mechanism, key, true);
    }

    @Override
    public CipherContext decrypt(Mechanism mechanism, KeyMaterial key) {
        return mechanism.type() == MechanismType.CKM_AES_GCM
                ? gcm.decrypt(LibraryKey.of(key), Parameters.of(mechanism, Gcm.class))
                : start(mechanism, key, false);
    }

    private CipherContext start(Mechanism mechanism, KeyMaterial key, boolean encrypting) {
        BlockMode mode = MODES.get(mechanism.type());
        if (mode == null) {
            throw MechanismFamily.cannot(mechanism, "encrypt or decrypt");
        }
        LibraryKey libraryKey = LibraryKey.of(key);
        if (mode.ivLength() == 0) {
            Parameters.none(mechanism);
            return LibraryCipher.start(
                    mode, encrypting, libraryKey, null, Long.MAX_VALUE, libraries);
        }
        if (mode.stream()) {
            Ctr counter = Parameters.of(mechanism, Ctr.class);
            byte[] block = counter.counterBlock();
            Parameters.require(block.length == mode.block(), "a counter block has 16 bytes");
            return LibraryCipher.start(
                    mode,
                    encrypting,
                    libraryKey,
                    new IvParameterSpec(block),
                    counterLimit(counter),
                    libraries);
        }
        byte[] iv = Parameters.of(mechanism, Iv.class).iv();
        Parameters.require(
                iv.length == mode.ivLength(),
                "the IV has " + mode.ivLength() + " bytes, not " + iv.length);
        return LibraryCipher.start(
                mode, encrypting, libraryKey, new IvParameterSpec(iv), Long.MAX_VALUE, libraries);
    }

    // How many bytes there are before the counter overflows.
    private static long counterLimit(Ctr counter) {
        Parameters.require(
                counter.counterBits() >= 1 && counter.counterBits() <= 128,
                "a counter has 1 to 128 bits");
        BigInteger all = BigInteger.ONE.shiftLeft(counter.counterBits());
        BigInteger start = ByteArrays.number(counter.counterBlock()).mod(all);
        BigInteger bytes = all.subtract(start).shiftLeft(4);
        return bytes.bitLength() > 62 ? Long.MAX_VALUE : bytes.longValue();
    }
}
