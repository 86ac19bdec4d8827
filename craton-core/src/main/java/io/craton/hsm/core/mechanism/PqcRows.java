package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.ML_DSA;
import static io.craton.hsm.core.mechanism.AlgorithmTest.ML_KEM;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.stream.Stream;

/**
 * Post-quantum mechanisms (PKCS#11 v3.2, sections 6.67 to 6.69). Sizes are the bytes of the public
 * key.
 */
final class PqcRows {
    private PqcRows() {}

    static Stream<Row> rows() {
        Stream<Row> kem =
                Stream.of(
                        kem(MechanismType.CKM_ML_KEM_KEY_PAIR_GEN).can(Flag.CKF_GENERATE_KEY_PAIR),
                        kem(MechanismType.CKM_ML_KEM)
                                .approvedIf(Condition.NEW_KEY)
                                .can(Flag.CKF_ENCAPSULATE, Flag.CKF_DECAPSULATE));
        Stream<Row> stateful =
                Stream.of(
                        stateful(MechanismType.CKM_HSS, KeyType.CKK_HSS),
                        stateful(MechanismType.CKM_XMSS, KeyType.CKK_XMSS),
                        stateful(MechanismType.CKM_XMSSMT, KeyType.CKK_XMSSMT));
        return Stream.of(kem, mlDsa(), slhDsa(), stateful).flatMap(part -> part);
    }

    private static Row kem(MechanismType type) {
        return Row.of(type)
                .tested(ML_KEM)
                .keys(KeyType.CKK_ML_KEM)
                .sizes(800, 1568)
                .approved()
                .onlyIf(ConfigKey.ALGORITHMS_ENABLE_PQC);
    }

    private static Stream<Row> mlDsa() {
        return Stream.concat(
                Stream.of(
                        pair(mlDsa(MechanismType.CKM_ML_DSA_KEY_PAIR_GEN)),
                        pure(mlDsa(MechanismType.CKM_ML_DSA)),
                        prehash(mlDsa(MechanismType.CKM_HASH_ML_DSA))),
                Row.each(DigestUse.HASH_ML_DSA, type -> hashed(mlDsa(type))));
    }

    private static Row mlDsa(MechanismType type) {
        return signature(type).keys(KeyType.CKK_ML_DSA).sizes(1312, 2592).tested(ML_DSA);
    }

    private static Stream<Row> slhDsa() {
        return Stream.concat(
                Stream.of(
                        pair(slhDsa(MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN)),
                        pure(slhDsa(MechanismType.CKM_SLH_DSA)),
                        prehash(slhDsa(MechanismType.CKM_HASH_SLH_DSA))),
                Row.each(DigestUse.HASH_SLH_DSA, type -> hashed(slhDsa(type))));
    }

    private static Row slhDsa(MechanismType type) {
        return signature(type)
                .keys(KeyType.CKK_SLH_DSA)
                .sizes(32, 64)
                .untested(
                        "every pair signs and verifies before it is used; a signature takes long");
    }

    private static Row signature(MechanismType type) {
        return Row.of(type).approved().onlyIf(ConfigKey.ALGORITHMS_ENABLE_PQC);
    }

    private static Row pair(Row row) {
        return row.can(Flag.CKF_GENERATE_KEY_PAIR);
    }

    private static Row pure(Row row) {
        return row.takes(MechanismParameters.SignContext.class)
                .approvedIf(Condition.ANY_CONTEXT)
                .signs()
                .inPieces();
    }

    private static Row prehash(Row row) {
        return row.needs(MechanismParameters.HashSignContext.class)
                .approvedIf(Condition.PREHASH_DIGEST)
                .signs();
    }

    private static Row hashed(Row row) {
        return row.takes(MechanismParameters.SignContext.class)
                .approvedIf(Condition.PREHASH_DIGEST, Condition.ANY_CONTEXT)
                .signs()
                .inPieces();
    }

    private static Row stateful(MechanismType type, KeyType keyType) {
        return Row.of(type)
                .untested("only signatures of others are verified, each under a key of its own")
                .keys(keyType)
                .can(Flag.CKF_VERIFY, Flag.CKF_MESSAGE_VERIFY)
                .approvedIf(Condition.STATEFUL_SET)
                .onlyIf(ConfigKey.ALGORITHMS_ENABLE_PQC);
    }
}
