package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.ECDH;
import static io.craton.hsm.core.mechanism.AlgorithmTest.ECDSA;
import static io.craton.hsm.core.mechanism.AlgorithmTest.ED25519;
import static io.craton.hsm.core.mechanism.AlgorithmTest.X25519;

import io.craton.hsm.Curve;
import io.craton.hsm.Curve.Form;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.EnumSet;
import java.util.IntSummaryStatistics;
import java.util.Set;
import java.util.stream.Stream;

/** Elliptic curves (PKCS#11 v3.2, section 6.3). Sizes are the bits of the field. */
final class CurveRows {
    private CurveRows() {}

    static Stream<Row> rows() {
        return Stream.concat(plain(), Row.each(DigestUse.ECDSA, CurveRows::hashed));
    }

    private static Stream<Row> plain() {
        return Stream.of(
                weierstrass(MechanismType.CKM_EC_KEY_PAIR_GEN)
                        .tested(ECDSA)
                        .can(Flag.CKF_GENERATE_KEY_PAIR),
                weierstrass(MechanismType.CKM_ECDSA)
                        .tested(ECDSA)
                        .signs()
                        .approvedIf(Condition.DIGEST_LENGTH),
                curve(Row.of(MechanismType.CKM_ECDH1_DERIVE), Form.WEIERSTRASS, Form.MONTGOMERY)
                        .tested(ECDH, X25519)
                        .needs(MechanismParameters.Ecdh1Derive.class)
                        .approvedIf(
                                Condition.AGREEMENT_DIGEST,
                                Condition.AGREEMENT_RESULT,
                                Condition.NEW_KEY)
                        .derives(Derivation.ONE_WAY)
                        .can(Flag.CKF_ENCAPSULATE, Flag.CKF_DECAPSULATE),
                weierstrass(MechanismType.CKM_ECDH1_COFACTOR_DERIVE)
                        .tested(ECDH)
                        .needs(MechanismParameters.Ecdh1Derive.class)
                        .approvedIf(
                                Condition.AGREEMENT_DIGEST,
                                Condition.AGREEMENT_RESULT,
                                Condition.NEW_KEY)
                        .derives(Derivation.ONE_WAY)
                        .can(Flag.CKF_ENCAPSULATE, Flag.CKF_DECAPSULATE),
                curve(Row.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN), Form.EDWARDS)
                        .tested(ED25519)
                        .can(Flag.CKF_GENERATE_KEY_PAIR),
                curve(Row.of(MechanismType.CKM_EDDSA), Form.EDWARDS)
                        .tested(ED25519)
                        .takes(MechanismParameters.EdDsa.class)
                        .approvedIf(Condition.EDDSA_CONTEXT)
                        .signs()
                        .inPieces(),
                curve(Row.of(MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN), Form.MONTGOMERY)
                        .tested(X25519)
                        .can(Flag.CKF_GENERATE_KEY_PAIR)
                        .notApproved());
    }

    private static Row weierstrass(MechanismType type) {
        return curve(Row.of(type), Form.WEIERSTRASS);
    }

    private static Row hashed(MechanismType type) {
        return weierstrass(type).tested(ECDSA).signs().inPieces();
    }

    private static Row curve(Row row, Form... forms) {
        Set<KeyType> types = EnumSet.noneOf(KeyType.class);
        IntSummaryStatistics bits = new IntSummaryStatistics();
        for (Form form : forms) {
            for (Curve curve : Curve.all(form)) {
                types.add(curve.keyType());
                bits.accept(curve.fieldBits());
            }
        }
        return row.keys(types)
                .sizes(bits.getMin(), bits.getMax())
                .approvedIf(Condition.CURVE)
                .can(
                        Flag.CKF_EC_F_P,
                        Flag.CKF_EC_OID,
                        Flag.CKF_EC_CURVENAME,
                        Flag.CKF_EC_UNCOMPRESS);
    }
}
