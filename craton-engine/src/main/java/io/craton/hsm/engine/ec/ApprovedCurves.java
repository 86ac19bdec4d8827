package io.craton.hsm.engine.ec;

import io.craton.hsm.Approval;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which curves NIST approves (SP 800-186), by the tables of the curves. */
public final class ApprovedCurves {
    private ApprovedCurves() {}

    /** Their names, for a sentence. */
    public static String names() {
        return Stream.of(Curve.values())
                .filter(curve -> curve.approval() == Approval.APPROVED)
                .map(Curve::javaName)
                .collect(Collectors.joining(", "));
    }

    /**
     * Whether the curve of a key is an approved one.
     *
     * @param keyType the type of the key
     * @param ecParams its {@code CKA_EC_PARAMS}, which an engine has taken
     */
    public static boolean has(KeyType keyType, byte[] ecParams) {
        return CurveParams.of(keyType, ecParams).approval() == Approval.APPROVED;
    }

    /** Whether a curve of the type {@code CKK_EC_EDWARDS} is edwards25519. */
    public static boolean isEd25519(byte[] ecParams) {
        return CurveParams.of(KeyType.CKK_EC_EDWARDS, ecParams) == Curve.ED25519;
    }
}
