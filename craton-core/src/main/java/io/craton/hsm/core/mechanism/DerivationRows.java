package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CBC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CMAC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.DES3;
import static io.craton.hsm.core.mechanism.AlgorithmTest.DRBG;
import static io.craton.hsm.core.mechanism.AlgorithmTest.HKDF;
import static io.craton.hsm.core.mechanism.AlgorithmTest.HMAC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.HMAC_WIDE;
import static io.craton.hsm.core.mechanism.AlgorithmTest.PBKDF2;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Derivation of keys (PKCS#11 v3.2, sections 6.17, 6.21, 6.37, 6.42, 6.43 and 6.62). Sizes are in
 * bytes.
 */
final class DerivationRows {
    private static final int MAX_SECRET = Limits.SECRET_BYTES;
    private static final String NO_FUNCTION = "bytes are moved, and nothing is computed";
    private static final Set<KeyType> ANY_SECRET = KeyType.secretKeys();

    private DerivationRows() {}

    static Stream<Row> rows() {
        return Stream.of(standard(), simple(), encryptData()).flatMap(part -> part);
    }

    private static Stream<Row> standard() {
        return Stream.of(
                Row.of(MechanismType.CKM_HKDF_KEY_GEN)
                        .tested(DRBG)
                        .keys(KeyType.CKK_HKDF)
                        .sizes(1, MAX_SECRET)
                        .approvedIf(Condition.NEW_KEY)
                        .can(Flag.CKF_GENERATE),
                derives(MechanismType.CKM_HKDF_DERIVE, Derivation.HKDF)
                        .tested(HKDF)
                        .needs(MechanismParameters.Hkdf.class)
                        .approvedIf(Condition.ANY_DIGEST, Condition.NEW_KEY),
                derives(MechanismType.CKM_HKDF_DATA, Derivation.HKDF)
                        .tested(HKDF)
                        .needs(MechanismParameters.Hkdf.class)
                        .approvedIf(Condition.ANY_DIGEST),
                derives(MechanismType.CKM_SP800_108_COUNTER_KDF, Derivation.MAC_OF_DATA)
                        .tested(HMAC, HMAC_WIDE, AES_CMAC)
                        .sizes(8, 8L * MAX_SECRET)
                        .needs(MechanismParameters.Sp800108.class)
                        .approvedIf(Condition.ANY_DIGEST, Condition.NEW_KEY),
                derives(MechanismType.CKM_SP800_108_FEEDBACK_KDF, Derivation.MAC_OF_DATA)
                        .tested(HMAC, HMAC_WIDE, AES_CMAC)
                        .sizes(8, 8L * MAX_SECRET)
                        .needs(MechanismParameters.Sp800108.class)
                        .approvedIf(Condition.ANY_DIGEST, Condition.NEW_KEY),
                Row.of(MechanismType.CKM_PKCS5_PBKD2)
                        .tested(PBKDF2)
                        .keys(ANY_SECRET)
                        .sizes(1, MAX_SECRET)
                        .needs(MechanismParameters.Pbkdf2.class)
                        .approvedIf(
                                Condition.PBKDF2_ITERATIONS,
                                Condition.PBKDF2_SALT,
                                Condition.PBKDF2_PASSWORD,
                                Condition.ANY_DIGEST,
                                Condition.NEW_KEY)
                        .can(Flag.CKF_GENERATE),
                Row.of(MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY)
                        .untested("the public half is computed as in the generation of a pair")
                        .keys(
                                KeyType.CKK_RSA,
                                KeyType.CKK_EC,
                                KeyType.CKK_EC_EDWARDS,
                                KeyType.CKK_EC_MONTGOMERY,
                                KeyType.CKK_ML_KEM,
                                KeyType.CKK_ML_DSA,
                                KeyType.CKK_SLH_DSA)
                        .approvedIf(Condition.RSA_KEY, Condition.CURVE)
                        .derives(Derivation.PUBLIC_HALF));
    }

    private static Stream<Row> simple() {
        Stream<Row> hashes = Row.each(DigestUse.KEY_DERIVATION, DerivationRows::byDigest);
        return Stream.concat(hashes, pieces());
    }

    private static Stream<Row> pieces() {
        Derivation kind = Derivation.CONTAINS_KEY;
        return Stream.of(
                derives(MechanismType.CKM_CONCATENATE_BASE_AND_KEY, kind)
                        .untested(NO_FUNCTION)
                        .needs(MechanismParameters.OtherKey.class)
                        .notApproved(),
                data(MechanismType.CKM_CONCATENATE_BASE_AND_DATA, kind).untested(NO_FUNCTION),
                data(MechanismType.CKM_CONCATENATE_DATA_AND_BASE, kind).untested(NO_FUNCTION),
                data(MechanismType.CKM_XOR_BASE_AND_DATA, kind).untested(NO_FUNCTION),
                derives(MechanismType.CKM_EXTRACT_KEY_FROM_KEY, kind)
                        .untested(NO_FUNCTION)
                        .needs(MechanismParameters.ExtractFrom.class)
                        .notApproved());
    }

    private static Row byDigest(MechanismType type) {
        return derives(type, Derivation.DIGEST).notApproved();
    }

    private static Stream<Row> encryptData() {
        return Stream.of(
                data(MechanismType.CKM_AES_ECB_ENCRYPT_DATA, Derivation.ENCRYPTION_OF_DATA)
                        .tested(AES_CBC)
                        .keys(KeyType.CKK_AES)
                        .sizes(16, 32),
                data(MechanismType.CKM_AES_CBC_ENCRYPT_DATA, Derivation.ENCRYPTION_OF_DATA)
                        .tested(AES_CBC)
                        .keys(KeyType.CKK_AES)
                        .sizes(16, 32)
                        .needs(MechanismParameters.CbcEncryptData.class),
                data(MechanismType.CKM_DES3_ECB_ENCRYPT_DATA, Derivation.ENCRYPTION_OF_DATA)
                        .tested(DES3)
                        .keys(KeyType.CKK_DES2, KeyType.CKK_DES3)
                        .sizes(16, 24)
                        .onlyIf(ConfigKey.ALGORITHMS_ALLOW_DES3),
                data(MechanismType.CKM_DES3_CBC_ENCRYPT_DATA, Derivation.ENCRYPTION_OF_DATA)
                        .tested(DES3)
                        .keys(KeyType.CKK_DES2, KeyType.CKK_DES3)
                        .sizes(16, 24)
                        .needs(MechanismParameters.CbcEncryptData.class)
                        .onlyIf(ConfigKey.ALGORITHMS_ALLOW_DES3));
    }

    private static Row derives(MechanismType type, Derivation kind) {
        return Row.of(type)
                .keys(ANY_SECRET)
                .sizes(1, MAX_SECRET)
                .approvedIf(Condition.SECRET_KEY)
                .derives(kind);
    }

    private static Row data(MechanismType type, Derivation kind) {
        return derives(type, kind).needs(MechanismParameters.DerivationData.class).notApproved();
    }
}
