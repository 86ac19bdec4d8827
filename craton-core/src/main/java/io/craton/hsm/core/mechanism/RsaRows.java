package io.craton.hsm.core.mechanism;

import static io.craton.hsm.core.mechanism.AlgorithmTest.AES_KWP;
import static io.craton.hsm.core.mechanism.AlgorithmTest.RSA;

import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.stream.Stream;

/** RSA (PKCS#11 v3.2, section 6.1). Sizes are in bits; policy raises the least to 2048. */
final class RsaRows {
    private RsaRows() {}

    static Stream<Row> rows() {
        return Stream.of(
                        plain(),
                        Row.each(DigestUse.RSA_PKCS, RsaRows::hashed),
                        Row.each(DigestUse.RSA_PSS, RsaRows::pss))
                .flatMap(part -> part);
    }

    private static Stream<Row> plain() {
        return Stream.of(
                row(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN).can(Flag.CKF_GENERATE_KEY_PAIR),
                row(MechanismType.CKM_RSA_PKCS)
                        .signs()
                        .encrypts()
                        .wraps()
                        .can(RECOVER)
                        .approvedIf(Condition.DIGEST_INFO)
                        .legacy(),
                row(MechanismType.CKM_RSA_X_509)
                        .signs()
                        .encrypts()
                        .wrapsUnauthenticated()
                        .can(RECOVER)
                        .notApproved(),
                row(MechanismType.CKM_RSA_PKCS_OAEP)
                        .needs(MechanismParameters.RsaOaep.class)
                        .approvedIf(Condition.ANY_DIGEST)
                        .encrypts()
                        .wraps(),
                row(MechanismType.CKM_RSA_AES_KEY_WRAP)
                        .tested(AES_KWP)
                        .needs(MechanismParameters.RsaAesKeyWrap.class)
                        .approvedIf(Condition.ANY_DIGEST)
                        .wraps(),
                withSalt(row(MechanismType.CKM_RSA_PKCS_PSS)).signs());
    }

    private static final Flag[] RECOVER = {Flag.CKF_SIGN_RECOVER, Flag.CKF_VERIFY_RECOVER};

    private static Row row(MechanismType type) {
        return Row.of(type)
                .tested(RSA)
                .keys(KeyType.CKK_RSA)
                .sizes(1024, Limits.RSA_BITS)
                .approvedIf(Condition.RSA_KEY);
    }

    private static Row hashed(MechanismType type) {
        return row(type).signs().inPieces();
    }

    private static Row pss(MechanismType type) {
        return withSalt(hashed(type));
    }

    private static Row withSalt(Row row) {
        return row.needs(MechanismParameters.RsaPss.class)
                .approvedIf(Condition.PSS_SALT, Condition.PSS_DIGEST);
    }
}
