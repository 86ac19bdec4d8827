package io.craton.hsm.core.mechanism;

import io.craton.hsm.Approval;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.ec.ApprovedCurves;
import io.craton.hsm.engine.spi.KeyMaterial;

/**
 * The conditions that look at the parameter of a mechanism. Each is met by a parameter of another
 * kind.
 */
final class ParameterConditions {
    private static final int CCM_TAG_BYTES = 8;
    private static final int GCM_TAG_BITS = 96;
    private static final int PBKDF2_ITERATIONS = 1000;
    private static final int PBKDF2_SALT_BYTES = 16;
    private static final int PBKDF2_PASSWORD_BYTES = 8;

    private ParameterConditions() {}

    static boolean pssSalt(Service service) {
        return !(service.mechanism().parameters() instanceof RsaPss pss)
                || pss.saltLength() <= Digests.of(pss.hash()).length();
    }

    static boolean pssDigest(Service service) {
        return service.mechanism().parameters().digests().stream()
                .allMatch(digest -> digest.approval() == Approval.APPROVED);
    }

    static boolean macBytes(Service service, int least) {
        return !(service.mechanism().parameters() instanceof MacLength mac)
                || mac.length() >= least;
    }

    static boolean ccmTag(Service service) {
        return !(service.mechanism().parameters() instanceof Ccm ccm)
                || ccm.macLength() >= CCM_TAG_BYTES;
    }

    static boolean gcmTag(Service service) {
        return !(service.mechanism().parameters() instanceof Gcm gcm)
                || gcm.tagBits() >= GCM_TAG_BITS;
    }

    static boolean gcmVector(Service service) {
        return !(service.mechanism().parameters() instanceof Gcm gcm)
                || gcm.iv() == null
                || service.ivOfModule();
    }

    static boolean wrapsNothing(Service service) {
        return service.operation() != Flag.CKF_WRAP;
    }

    static boolean pbkdf2Iterations(Service service) {
        return !(service.mechanism().parameters() instanceof Pbkdf2 pbkdf2)
                || pbkdf2.iterations() >= PBKDF2_ITERATIONS;
    }

    static boolean pbkdf2Salt(Service service) {
        return !(service.mechanism().parameters() instanceof Pbkdf2 pbkdf2)
                || pbkdf2.salt().length >= PBKDF2_SALT_BYTES;
    }

    static boolean pbkdf2Password(Service service) {
        return !(service.mechanism().parameters() instanceof Pbkdf2 pbkdf2)
                || pbkdf2.password().length >= PBKDF2_PASSWORD_BYTES;
    }

    static boolean agreementDigest(Service service) {
        if (!(service.mechanism().parameters() instanceof Ecdh1Derive agreement)) {
            return true;
        }
        Digest digest = agreement.kdf().digest();
        return digest == null || agreement.kdf().sp800() || digest.approval() == Approval.APPROVED;
    }

    static boolean prehashDigest(Service service) {
        KeyMaterial key = service.key();
        return key == null || PrehashStrength.suffices(service.mechanism(), key);
    }

    static boolean eddsaContext(Service service) {
        KeyMaterial key = service.key();
        return key == null
                || !(service.mechanism().parameters() instanceof EdDsa eddsa)
                || eddsa.preHash()
                || eddsa.context().length == 0
                || !ApprovedCurves.isEd25519(key.component(AttributeType.CKA_EC_PARAMS));
    }
}
