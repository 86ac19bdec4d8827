package io.craton.hsm.system.walk;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.MacLength;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * What a key really computes, by other means than the module's. An attacker who may ask as often as
 * he likes finds a short tag by guessing; the bench hands him the right guess at once.
 */
final class Truth {
    private Truth() {}

    /** The tag that a mechanism gives, as long as it wants it; null if this class cannot tell. */
    static byte @Nullable [] tag(Mechanism mechanism, byte[] key, byte[] data) {
        try {
            byte[] whole = whole(mechanism, key, data);
            int length =
                    mechanism.parameters() instanceof MacLength given
                            ? given.length()
                            : mechanism.parameters() instanceof Gcm gcm
                                    ? gcm.tagBits() / 8
                                    : Integer.MAX_VALUE;
            return whole == null ? null : Arrays.copyOf(whole, Math.min(length, whole.length));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static byte @Nullable [] whole(Mechanism mechanism, byte[] key, byte[] data)
            throws GeneralSecurityException {
        String name = mechanism.type().name().replaceAll("_GENERAL$", "");
        if (name.endsWith("_HMAC")) {
            String digest =
                    name.substring(4, name.length() - 5)
                            .replace("SHA3_", "SHA3-")
                            .replace('_', '/');
            Mac mac = Mac.getInstance("Hmac" + digest.replace("SHA/1", "SHA1"));
            mac.init(new SecretKeySpec(key, "mac"));
            return mac.doFinal(data);
        }
        return switch (mechanism.type()) {
            case CKM_AES_CMAC, CKM_AES_CMAC_GENERAL -> {
                CMac mac = new CMac(AESEngine.newInstance());
                mac.init(new KeyParameter(key));
                mac.update(data, 0, data.length);
                byte[] out = new byte[16];
                mac.doFinal(out, 0);
                yield out;
            }
            case CKM_AES_GMAC -> gcm(mechanism, key, new byte[0], data);
            default -> null;
        };
    }

    private static byte @Nullable [] gcm(Mechanism mechanism, byte[] key, byte[] data, byte[] aad)
            throws GeneralSecurityException {
        Gcm gcm = (Gcm) mechanism.parameters();
        if (gcm.iv() == null) {
            return null;
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, gcm.iv()));
        cipher.updateAAD(aad);
        return cipher.doFinal(data);
    }

    /** What an AEAD mechanism makes of data, the tag cut as it says; null if it cannot tell. */
    static byte @Nullable [] sealed(Mechanism mechanism, byte[] key, byte[] data) {
        try {
            if (mechanism.parameters() instanceof Gcm gcm) {
                byte[] whole = gcm(mechanism, key, data, new byte[0]);
                return whole == null ? null : Arrays.copyOf(whole, data.length + gcm.tagBits() / 8);
            }
            if (mechanism.parameters() instanceof Ccm ccm) {
                var cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());
                cipher.init(
                        true,
                        new AEADParameters(
                                new KeyParameter(key), 8 * ccm.macLength(), ccm.nonce()));
                byte[] out = new byte[cipher.getOutputSize(data.length)];
                int n = cipher.processBytes(data, 0, data.length, out, 0);
                cipher.doFinal(out, n);
                return out;
            }
            return null;
        } catch (GeneralSecurityException | InvalidCipherTextException e) {
            return null;
        }
    }
}
