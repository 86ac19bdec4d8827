package io.craton.hsm.core.engine.ec;

import io.craton.hsm.KeyType;

/** Which curves NIST approves (SP 800-186), by the tables of the curves. */
public final class ApprovedCurves {
    private ApprovedCurves() {}

    /**
     * Whether the curve of a key is an approved one.
     *
     * @param keyType the type of the key
     * @param ecParams its {@code CKA_EC_PARAMS}, which an engine has taken
     */
    public static boolean has(KeyType keyType, byte[] ecParams) {
        return switch (keyType) {
            case CKK_EC -> Curve.of(ecParams).nist();
            case CKK_EC_EDWARDS -> true;
            default -> false;
        };
    }

    /** Whether a curve of the type {@code CKK_EC_EDWARDS} is edwards25519. */
    public static boolean isEd25519(byte[] ecParams) {
        return Rfc8410Curve.of(KeyType.CKK_EC_EDWARDS, ecParams) == Rfc8410Curve.ED25519;
    }
}
