package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismSpec.Policy;
import java.util.List;
import java.util.stream.Stream;

/**
 * Post-quantum mechanisms (PKCS#11 v3.2, sections 6.65 to 6.69). Sizes are the bytes of the public
 * key.
 */
final class PqcRows {
    private static final List<String> HASHES =
            List.of(
                    "SHA224",
                    "SHA256",
                    "SHA384",
                    "SHA512",
                    "SHA3_224",
                    "SHA3_256",
                    "SHA3_384",
                    "SHA3_512",
                    "SHAKE128",
                    "SHAKE256");

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
        return Stream.of(
                        kem,
                        signatures("ML_DSA", KeyType.CKK_ML_DSA, 1312, 2592),
                        signatures("SLH_DSA", KeyType.CKK_SLH_DSA, 32, 64),
                        stateful)
                .flatMap(part -> part);
    }

    private static Row kem(MechanismType type) {
        return Row.of(type).keys(KeyType.CKK_ML_KEM).sizes(800, 1568).approved().policy(Policy.PQC);
    }

    private static Stream<Row> signatures(String name, KeyType keyType, long min, long max) {
        Row keyPair =
                signature("CKM_" + name + "_KEY_PAIR_GEN", keyType, min, max)
                        .can(Flag.CKF_GENERATE_KEY_PAIR);
        Row pure =
                signature("CKM_" + name, keyType, min, max)
                        .takes(MechanismParameters.SignContext.class)
                        .approvedIf(Condition.ANY_CONTEXT)
                        .signs()
                        .inPieces();
        Row prehash =
                signature("CKM_HASH_" + name, keyType, min, max)
                        .needs(MechanismParameters.HashSignContext.class)
                        .approvedIf(Condition.PREHASH_DIGEST)
                        .signs();
        Stream<Row> hashed =
                HASHES.stream()
                        .map(
                                hash ->
                                        signature(
                                                        "CKM_HASH_" + name + "_" + hash,
                                                        keyType,
                                                        min,
                                                        max)
                                                .takes(MechanismParameters.SignContext.class)
                                                .approvedIf(
                                                        Condition.PREHASH_DIGEST,
                                                        Condition.ANY_CONTEXT)
                                                .signs()
                                                .inPieces());
        return Stream.concat(Stream.of(keyPair, pure, prehash), hashed);
    }

    private static Row signature(String name, KeyType keyType, long min, long max) {
        return Row.of(MechanismType.valueOf(name))
                .keys(keyType)
                .sizes(min, max)
                .approved()
                .policy(Policy.PQC);
    }

    private static Row stateful(MechanismType type, KeyType keyType) {
        return Row.of(type)
                .keys(keyType)
                .can(Flag.CKF_VERIFY, Flag.CKF_MESSAGE_VERIFY)
                .approvedIf(Condition.STATEFUL_SET)
                .policy(Policy.PQC);
    }
}
