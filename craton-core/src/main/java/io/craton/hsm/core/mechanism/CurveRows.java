package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismSpec.Policy;
import java.util.stream.Stream;

/** Elliptic curves (PKCS#11 v3.2, section 6.3). Sizes are the bits of the field. */
final class CurveRows {
    private CurveRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                weierstrass(MechanismType.CKM_EC_KEY_PAIR_GEN).can(Flag.CKF_GENERATE_KEY_PAIR),
                weierstrass(MechanismType.CKM_ECDSA).signs().approvedIf(Condition.DIGEST_LENGTH),
                hashed(MechanismType.CKM_ECDSA_SHA1).legacy().policy(Policy.SHA1_SIGNING),
                hashed(MechanismType.CKM_ECDSA_SHA224),
                hashed(MechanismType.CKM_ECDSA_SHA256),
                hashed(MechanismType.CKM_ECDSA_SHA384),
                hashed(MechanismType.CKM_ECDSA_SHA512),
                hashed(MechanismType.CKM_ECDSA_SHA3_224),
                hashed(MechanismType.CKM_ECDSA_SHA3_256),
                hashed(MechanismType.CKM_ECDSA_SHA3_384),
                hashed(MechanismType.CKM_ECDSA_SHA3_512),
                weierstrass(MechanismType.CKM_ECDH1_DERIVE)
                        .keys(KeyType.CKK_EC, KeyType.CKK_EC_MONTGOMERY)
                        .sizes(255, 521)
                        .needs(MechanismParameters.Ecdh1Derive.class)
                        .approvedIf(
                                Condition.AGREEMENT_DIGEST,
                                Condition.AGREEMENT_RESULT,
                                Condition.NEW_KEY)
                        .derives(Derivation.ONE_WAY)
                        .can(Flag.CKF_ENCAPSULATE, Flag.CKF_DECAPSULATE),
                weierstrass(MechanismType.CKM_ECDH1_COFACTOR_DERIVE)
                        .needs(MechanismParameters.Ecdh1Derive.class)
                        .approvedIf(
                                Condition.AGREEMENT_DIGEST,
                                Condition.AGREEMENT_RESULT,
                                Condition.NEW_KEY)
                        .derives(Derivation.ONE_WAY)
                        .can(Flag.CKF_ENCAPSULATE, Flag.CKF_DECAPSULATE),
                other(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN, KeyType.CKK_EC_EDWARDS)
                        .can(Flag.CKF_GENERATE_KEY_PAIR),
                other(MechanismType.CKM_EDDSA, KeyType.CKK_EC_EDWARDS)
                        .takes(MechanismParameters.EdDsa.class)
                        .approvedIf(Condition.EDDSA_CONTEXT)
                        .signs()
                        .inPieces(),
                other(MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN, KeyType.CKK_EC_MONTGOMERY)
                        .can(Flag.CKF_GENERATE_KEY_PAIR)
                        .notApproved());
    }

    private static Row weierstrass(MechanismType type) {
        return curve(Row.of(type).keys(KeyType.CKK_EC).sizes(256, 521));
    }

    private static Row hashed(MechanismType type) {
        return weierstrass(type).signs().inPieces();
    }

    private static Row other(MechanismType type, KeyType keyType) {
        return curve(Row.of(type).keys(keyType).sizes(255, 448));
    }

    private static Row curve(Row row) {
        return row.approvedIf(Condition.CURVE)
                .can(
                        Flag.CKF_EC_F_P,
                        Flag.CKF_EC_OID,
                        Flag.CKF_EC_CURVENAME,
                        Flag.CKF_EC_UNCOMPRESS);
    }
}
