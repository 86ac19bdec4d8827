package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CBC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CCM;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CMAC;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_CTR;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_GCM;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_KW;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_KWP;
import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_XTS;
import static io.craton.hsm.core.mechanism.AlgorithmTest.CHACHA20_POLY1305;
import static io.craton.hsm.core.mechanism.AlgorithmTest.DES3;
import static io.craton.hsm.core.mechanism.AlgorithmTest.DRBG;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.stream.Stream;

/**
 * AES, triple DES and ChaCha20 (PKCS#11 v3.2, sections 6.10 to 6.19 and 6.58 to 6.61). Sizes are in
 * bytes.
 */
final class CipherRows {
    private CipherRows() {}

    static Stream<Row> rows() {
        return Stream.of(aes(), aesMacs(), des(), chaCha()).flatMap(part -> part);
    }

    private static Stream<Row> aes() {
        return Stream.of(
                aes(MechanismType.CKM_AES_KEY_GEN).tested(DRBG).can(Flag.CKF_GENERATE),
                aes(MechanismType.CKM_AES_ECB)
                        .tested(AES_CBC)
                        .encrypts()
                        .wrapsUnauthenticated()
                        .inPieces(),
                iv(aes(MechanismType.CKM_AES_CBC).tested(AES_CBC)),
                iv(aes(MechanismType.CKM_AES_CBC_PAD).tested(AES_CBC)).importsUnauthenticated(),
                iv(aes(MechanismType.CKM_AES_CTS).tested(AES_CBC)),
                aes(MechanismType.CKM_AES_CTR)
                        .tested(AES_CTR)
                        .needs(MechanismParameters.Ctr.class)
                        .approvedIf(Condition.VECTOR_OF_CALLER)
                        .encrypts()
                        .wrapsUnauthenticated()
                        .inPieces(),
                aes(MechanismType.CKM_AES_GCM)
                        .tested(AES_GCM)
                        .needs(MechanismParameters.Gcm.class)
                        .approvedIf(Condition.GCM_TAG, Condition.GCM_VECTOR)
                        .encrypts()
                        .wraps()
                        .messages()
                        .inPieces(),
                aes(MechanismType.CKM_AES_CCM)
                        .tested(AES_CCM)
                        .needs(MechanismParameters.Ccm.class)
                        .approvedIf(Condition.CCM_TAG, Condition.VECTOR_OF_CALLER)
                        .encrypts()
                        .wraps()
                        .messages()
                        .inPieces(),
                keyWrap(MechanismType.CKM_AES_KEY_WRAP).tested(AES_KW),
                keyWrap(MechanismType.CKM_AES_KEY_WRAP_PAD).tested(AES_KWP).notApproved(),
                keyWrap(MechanismType.CKM_AES_KEY_WRAP_KWP).tested(AES_KWP),
                keyWrap(MechanismType.CKM_AES_KEY_WRAP_PKCS7).tested(AES_KW).notApproved(),
                xts(MechanismType.CKM_AES_XTS_KEY_GEN).tested(DRBG).can(Flag.CKF_GENERATE),
                iv(xts(MechanismType.CKM_AES_XTS).tested(AES_XTS)));
    }

    private static Stream<Row> aesMacs() {
        return Stream.of(
                aes(MechanismType.CKM_AES_CMAC).tested(AES_CMAC).signs().inPieces(),
                aes(MechanismType.CKM_AES_CMAC_GENERAL)
                        .tested(AES_CMAC)
                        .needs(MechanismParameters.MacLength.class)
                        .approvedIf(Condition.CMAC_LENGTH)
                        .signs()
                        .inPieces(),
                // The vector to sign with is always the caller's (SP 800-38D section 8.2).
                aes(MechanismType.CKM_AES_GMAC)
                        .tested(AES_GCM)
                        .needs(MechanismParameters.Gcm.class)
                        .approvedIf(Condition.GCM_TAG)
                        .legacy()
                        .signs()
                        .inPieces());
    }

    private static Stream<Row> des() {
        return Stream.of(
                Row.of(MechanismType.CKM_DES2_KEY_GEN)
                        .tested(DRBG)
                        .keys(KeyType.CKK_DES2)
                        .sizes(16, 16)
                        .can(Flag.CKF_GENERATE)
                        .notApproved()
                        .onlyIf(ConfigKey.ALGORITHMS_ALLOW_DES3),
                Row.of(MechanismType.CKM_DES3_KEY_GEN)
                        .tested(DRBG)
                        .keys(KeyType.CKK_DES3)
                        .sizes(24, 24)
                        .can(Flag.CKF_GENERATE)
                        .notApproved()
                        .onlyIf(ConfigKey.ALGORITHMS_ALLOW_DES3),
                des(MechanismType.CKM_DES3_ECB).tested(DES3).encrypts().wrapsUnauthenticated(),
                iv(des(MechanismType.CKM_DES3_CBC).tested(DES3)),
                iv(des(MechanismType.CKM_DES3_CBC_PAD).tested(DES3)),
                des(MechanismType.CKM_DES3_CMAC).tested(DES3).signs(),
                des(MechanismType.CKM_DES3_CMAC_GENERAL)
                        .tested(DES3)
                        .needs(MechanismParameters.MacLength.class)
                        .approvedIf(Condition.CMAC_LENGTH)
                        .signs());
    }

    private static Stream<Row> chaCha() {
        return Stream.of(
                chaCha(MechanismType.CKM_CHACHA20_KEY_GEN).tested(DRBG).can(Flag.CKF_GENERATE),
                chaCha(MechanismType.CKM_CHACHA20_POLY1305)
                        .tested(CHACHA20_POLY1305)
                        .needs(MechanismParameters.ChaCha20Poly1305.class)
                        .encrypts()
                        .wraps()
                        .messages()
                        .inPieces());
    }

    private static Row aes(MechanismType type) {
        return Row.of(type).keys(KeyType.CKK_AES).sizes(16, 32).approved();
    }

    private static Row xts(MechanismType type) {
        return Row.of(type).keys(KeyType.CKK_AES_XTS).sizes(32, 64).approved();
    }

    private static Row iv(Row row) {
        return row.needs(MechanismParameters.Iv.class)
                .approvedIf(Condition.VECTOR_OF_CALLER)
                .encrypts()
                .wrapsUnauthenticated()
                .inPieces();
    }

    // No vector of the caller: with one of its own, KW would take what KWP has wrapped.
    private static Row keyWrap(MechanismType type) {
        return aes(type).encrypts().wraps();
    }

    private static Row des(MechanismType type) {
        return Row.of(type)
                .keys(KeyType.CKK_DES2, KeyType.CKK_DES3)
                .sizes(16, 24)
                .inPieces()
                .legacy()
                .onlyIf(ConfigKey.ALGORITHMS_ALLOW_DES3);
    }

    private static Row chaCha(MechanismType type) {
        return Row.of(type).keys(KeyType.CKK_CHACHA20).sizes(32, 32).notApproved();
    }
}
