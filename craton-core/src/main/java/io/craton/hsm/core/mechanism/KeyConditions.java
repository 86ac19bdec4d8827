package io.craton.hsm.core.mechanism;

import static io.craton.hsm.AttributeType.CKA_EC_PARAMS;
import static io.craton.hsm.AttributeType.CKA_MODULUS;
import static io.craton.hsm.AttributeType.CKA_PARAMETER_SET;
import static io.craton.hsm.AttributeType.CKA_PUBLIC_EXPONENT;
import static io.craton.hsm.AttributeType.CKA_VALUE;

import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.engine.ec.ApprovedCurves;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that look at keys. Each is met by a key that is not known yet, or of a kind that
 * it is not about.
 */
final class KeyConditions {
    private static final int RSA_BITS = 2048;
    private static final int LEAST_EXPONENT_BITS = 17;
    private static final int MOST_EXPONENT_BITS = 256;
    private static final int SECRET_BYTES = 14;

    private KeyConditions() {}

    static boolean rsa(Service service) {
        byte[] modulus = component(service.key(), CKA_MODULUS);
        byte[] exponent = component(service.key(), CKA_PUBLIC_EXPONENT);
        return (modulus == null || isLong(new BigInteger(1, modulus)))
                && (exponent == null || isExponent(new BigInteger(1, exponent)));
    }

    private static boolean isLong(BigInteger modulus) {
        return modulus.bitLength() >= RSA_BITS && modulus.bitLength() % 2 == 0;
    }

    // Above 2^16 and odd.
    private static boolean isExponent(BigInteger e) {
        return e.testBit(0)
                && e.bitLength() >= LEAST_EXPONENT_BITS
                && e.bitLength() <= MOST_EXPONENT_BITS;
    }

    static boolean curve(Service service) {
        KeyMaterial key = service.key();
        byte[] curve = component(key, CKA_EC_PARAMS);
        return key == null || curve == null || ApprovedCurves.has(key.keyType(), curve);
    }

    static boolean secret(Service service) {
        KeyMaterial key = service.key();
        return key == null
                || !key.hasSecret(CKA_VALUE)
                || key.secret(CKA_VALUE).length() >= SECRET_BYTES;
    }

    static boolean made(Service service) {
        Service.Made made = service.made();
        return made == null || made.bytes() >= SECRET_BYTES;
    }

    static boolean rawSecret(Service service) {
        Service.Made made = service.made();
        return made == null
                || !(service.mechanism().parameters() instanceof Ecdh1Derive agreement)
                || agreement.kdf() != Kdf.CKD_NULL
                || !Boolean.FALSE.equals(made.onlyForDerivation());
    }

    /**
     * The sets of RFC 8554 and the further ones of SP 800-208 are all approved; of RFC 8391 those
     * with SHA-256 are.
     */
    static boolean statefulSet(Service service) {
        KeyMaterial key = service.key();
        Long set = key == null ? null : key.components().get(CKA_PARAMETER_SET);
        if (key == null || set == null) {
            return true;
        }
        return switch (key.keyType()) {
            case CKK_XMSS -> isIn(set, 0x01, 0x03) || isIn(set, 0x0D, 0x15);
            case CKK_XMSSMT -> isIn(set, 0x01, 0x08) || isIn(set, 0x21, 0x38);
            default -> true;
        };
    }

    private static boolean isIn(long number, int first, int last) {
        return number >= first && number <= last;
    }

    private static byte @Nullable [] component(
            @Nullable KeyMaterial key, io.craton.hsm.AttributeType<byte[]> type) {
        return key == null ? null : key.components().get(type);
    }
}
