package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.Limits;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Digests, HMAC, and generic secrets (PKCS#11 v3.2, sections 6.8 and 6.20 to 6.22). Sizes are in
 * bytes, those of the generation of generic secrets in bits.
 */
final class HashRows {
    private static final int MAX_SECRET = Limits.SECRET_BYTES;

    private record Family(String digest, KeyType keyType) {}

    private static final List<Family> FAMILIES =
            List.of(
                    new Family("SHA_1", KeyType.CKK_SHA_1_HMAC),
                    new Family("SHA224", KeyType.CKK_SHA224_HMAC),
                    new Family("SHA256", KeyType.CKK_SHA256_HMAC),
                    new Family("SHA384", KeyType.CKK_SHA384_HMAC),
                    new Family("SHA512", KeyType.CKK_SHA512_HMAC),
                    new Family("SHA512_224", KeyType.CKK_SHA512_224_HMAC),
                    new Family("SHA512_256", KeyType.CKK_SHA512_256_HMAC),
                    new Family("SHA3_224", KeyType.CKK_SHA3_224_HMAC),
                    new Family("SHA3_256", KeyType.CKK_SHA3_256_HMAC),
                    new Family("SHA3_384", KeyType.CKK_SHA3_384_HMAC),
                    new Family("SHA3_512", KeyType.CKK_SHA3_512_HMAC));

    private HashRows() {}

    static Stream<Row> rows() {
        Row generic =
                Row.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN)
                        .keys(KeyType.CKK_GENERIC_SECRET)
                        .sizes(8, 8L * MAX_SECRET)
                        .approvedIf(Condition.NEW_KEY)
                        .can(Flag.CKF_GENERATE);
        return Stream.concat(Stream.of(generic), FAMILIES.stream().flatMap(HashRows::family));
    }

    private static Stream<Row> family(Family family) {
        Row digest = Row.of(type(family, "")).can(Flag.CKF_DIGEST).approved().inPieces();
        return Stream.of(
                family.keyType() == KeyType.CKK_SHA_1_HMAC ? digest.legacy() : digest,
                hmac(family, "_HMAC"),
                hmac(family, "_HMAC_GENERAL")
                        .needs(MechanismParameters.MacLength.class)
                        .approvedIf(Condition.HMAC_LENGTH),
                Row.of(type(family, "_KEY_GEN"))
                        .keys(family.keyType())
                        .sizes(1, MAX_SECRET)
                        .approvedIf(Condition.NEW_KEY)
                        .can(Flag.CKF_GENERATE));
    }

    private static Row hmac(Family family, String suffix) {
        return Row.of(type(family, suffix))
                .keys(Set.of(KeyType.CKK_GENERIC_SECRET, family.keyType()))
                .sizes(1, MAX_SECRET)
                .approvedIf(Condition.SECRET_KEY)
                .signs()
                .inPieces();
    }

    private static MechanismType type(Family family, String suffix) {
        return MechanismType.valueOf("CKM_" + family.digest() + suffix);
    }
}
