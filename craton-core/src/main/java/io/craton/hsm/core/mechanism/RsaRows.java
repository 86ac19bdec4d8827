package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.mechanism.MechanismSpec.Policy;
import java.util.stream.Stream;

/** RSA (PKCS#11 v3.2, section 6.1). Sizes are in bits; policy raises the least to 2048. */
final class RsaRows {
    private RsaRows() {}

    static Stream<Row> rows() {
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
                        .needs(MechanismParameters.RsaAesKeyWrap.class)
                        .approvedIf(Condition.ANY_DIGEST)
                        .wraps(),
                withSalt(row(MechanismType.CKM_RSA_PKCS_PSS)).signs(),
                sha1(hashed(MechanismType.CKM_SHA1_RSA_PKCS)),
                hashed(MechanismType.CKM_SHA224_RSA_PKCS),
                hashed(MechanismType.CKM_SHA256_RSA_PKCS),
                hashed(MechanismType.CKM_SHA384_RSA_PKCS),
                hashed(MechanismType.CKM_SHA512_RSA_PKCS),
                hashed(MechanismType.CKM_SHA3_224_RSA_PKCS),
                hashed(MechanismType.CKM_SHA3_256_RSA_PKCS),
                hashed(MechanismType.CKM_SHA3_384_RSA_PKCS),
                hashed(MechanismType.CKM_SHA3_512_RSA_PKCS),
                sha1(pss(MechanismType.CKM_SHA1_RSA_PKCS_PSS)),
                pss(MechanismType.CKM_SHA224_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA256_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA384_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA512_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA3_224_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA3_256_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA3_384_RSA_PKCS_PSS),
                pss(MechanismType.CKM_SHA3_512_RSA_PKCS_PSS));
    }

    private static final Flag[] RECOVER = {Flag.CKF_SIGN_RECOVER, Flag.CKF_VERIFY_RECOVER};

    private static Row row(MechanismType type) {
        return Row.of(type)
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

    private static Row sha1(Row row) {
        return row.legacy().policy(Policy.SHA1_SIGNING);
    }
}
