package io.craton.hsm.core.mechanism;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.engine.spi.KeyMaterial;
import org.jspecify.annotations.Nullable;

/**
 * One use of a mechanism, as far as it is known: what the conditions of its approval look at. What
 * is not known yet is null, and no condition looks at it.
 *
 * @param mechanism with its parameter, as the application gave it
 * @param operation what is done with it
 * @param ivOfModule whether an initialisation vector in the parameter is the module's own
 * @param key the key that is used, or the public half of a pair that was generated
 * @param made the secret key that was made
 * @param data what is signed or verified, of a mechanism that takes a digest from the caller
 */
public record Service(
        Mechanism mechanism,
        Flag operation,
        boolean ivOfModule,
        @Nullable KeyMaterial key,
        @Nullable Made made,
        byte @Nullable [] data) {

    /**
     * A secret key that was made.
     *
     * @param bytes how long it is
     * @param onlyForDerivation whether it is a generic secret or a key of HKDF and can do nothing
     *     but derive; null if that is not known yet
     */
    public record Made(long bytes, @Nullable Boolean onlyForDerivation) {}

    /** Of a mechanism, without a key. */
    public static Service of(Mechanism mechanism, Flag operation) {
        return new Service(mechanism, operation, false, null, null, null);
    }

    /**
     * Whether no condition, and nothing else that permits a use, can tell two mechanisms apart:
     * both are the same, or GCM with other vectors and other data beside the text.
     */
    public static boolean alike(Mechanism one, Mechanism other) {
        if (one.type() != other.type()) {
            return false;
        }
        if (one.parameters() instanceof Gcm first && other.parameters() instanceof Gcm second) {
            return first.tagBits() == second.tagBits()
                    && (first.iv() == null) == (second.iv() == null);
        }
        return one.parameters().equals(other.parameters());
    }

    /** With this key. */
    public Service with(KeyMaterial used, boolean ownVector) {
        return new Service(mechanism, operation, ownVector, used, made, data);
    }

    /** That made this secret key. */
    public Service making(Made secret) {
        return new Service(mechanism, operation, ivOfModule, key, secret, data);
    }

    /** Over these bytes. */
    public Service over(byte[] bytes) {
        return new Service(mechanism, operation, ivOfModule, key, made, bytes);
    }

    /**
     * Whether it protects what is new; else it processes what was protected before (SP 800-131A
     * calls that legacy use).
     */
    public boolean isNew() {
        return switch (operation) {
            case CKF_VERIFY,
                    CKF_VERIFY_RECOVER,
                    CKF_MESSAGE_VERIFY,
                    CKF_DECRYPT,
                    CKF_MESSAGE_DECRYPT,
                    CKF_UNWRAP,
                    CKF_DECAPSULATE ->
                    false;
            default -> true;
        };
    }

    /** Names neither key nor data. */
    @Override
    public String toString() {
        return "Service[" + mechanism.type() + ", " + operation + "]";
    }
}
